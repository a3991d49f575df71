//! The CRM's door: one file a resource, and the parts that read requests and name every fault.

pub mod document;
pub mod faults;
pub mod openapi;
pub mod paging;
pub mod report_body;
pub mod score_query;
pub mod survey_body;
pub mod values;
