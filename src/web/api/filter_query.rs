//! The parameters that narrow answers down, the same for scores and for responses: made part of a query by
//! `filter_query!`. Called by `score_query` and `responses`.

/// A query with fields of its own, and after them those that every filter of answers has.
macro_rules! filter_query {
    ($(#[$doc:meta])* $name:ident { $($(#[$said:meta])* $own:ident: $own_type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, deserr::Deserr, utoipa::IntoParams)]
        #[deserr(error = $crate::web::error::Faults, deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub struct $name {
            $(
                $(#[$said])*
                pub $own: $own_type,
            )*
            /// The slug of one brand, for a key that sees several.
            #[deserr(default)]
            #[param(inline)]
            pub brand: Option<$crate::web::api::values::Key>,
            /// The agent's external id.
            #[deserr(default)]
            #[param(inline)]
            pub agent: Option<$crate::web::api::values::Key>,
            /// The team's name.
            #[deserr(default)]
            #[param(inline)]
            pub team: Option<$crate::web::api::values::Key>,
            /// The product's slug.
            #[deserr(default)]
            #[param(inline)]
            pub product: Option<$crate::web::api::values::Key>,
            /// The touchpoint's slug.
            #[deserr(default)]
            #[param(inline)]
            pub touchpoint: Option<$crate::web::api::values::Key>,
            /// How customer and agent spoke.
            #[deserr(default)]
            #[param(inline)]
            pub channel: Option<$crate::web::api::report_body::ChannelName>,
            /// The survey's slug.
            #[deserr(default)]
            #[param(inline)]
            pub survey: Option<$crate::web::api::values::Key>,
            /// Only answers from this score up; for `fcr` yes is 2, partly 1, no 0. Where letters are counted, they are
            /// counted all the same.
            #[deserr(default)]
            #[param(inline)]
            pub score_min: Option<$crate::web::api::values::WholeText<0, 10>>,
            /// Only answers up to this score.
            #[deserr(default)]
            #[param(inline)]
            pub score_max: Option<$crate::web::api::values::WholeText<0, 10>>,
            /// Only answers with a comment, or only those without.
            #[deserr(default)]
            #[param(inline)]
            pub has_comment: Option<$crate::web::api::values::FlagText>,
        }

        impl $name {
            /// What is left of the answers of these brands.
            ///
            /// # Errors
            /// When the scores are the wrong way round: no answer could be between them.
            fn filter(
                &self,
                brands: Vec<$crate::ids::BrandId>,
            ) -> Result<$crate::domain::responses::filter::Filter, $crate::web::error::Faults> {
                let score = |score: &Option<$crate::web::api::values::WholeText<0, 10>>| {
                    score.as_ref().and_then(|score| i16::try_from(score.0).ok())
                };
                let (score_min, score_max) = (score(&self.score_min), score(&self.score_max));
                if score_min.zip(score_max).is_some_and(|(lowest, highest)| lowest > highest) {
                    return Err($crate::web::error::Faults::one("/score_max", "must not be below score_min"));
                }
                let text = |key: &Option<$crate::web::api::values::Key>| key.as_ref().map(|key| key.0.clone());
                Ok($crate::domain::responses::filter::Filter {
                    brands,
                    brand: text(&self.brand),
                    agent: text(&self.agent),
                    team: text(&self.team),
                    product: text(&self.product),
                    touchpoint: text(&self.touchpoint),
                    channel: self.channel.as_ref().map(|channel| channel.as_str().to_owned()),
                    survey: text(&self.survey),
                    score_min,
                    score_max,
                    has_comment: self.has_comment.as_ref().map(|flag| flag.0),
                })
            }
        }
    };
}
pub(super) use filter_query;
