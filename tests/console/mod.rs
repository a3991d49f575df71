//! The manager's door: sign-in, dashboards, lists.
