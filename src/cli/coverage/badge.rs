//! A badge of the share, as a drawing that needs nothing else.

use crate::coverage::Share;

/// The widths of the two halves, in pixels.
const LABEL: usize = 38;
const NUMBER: usize = 42;

/// The badge.
pub(super) fn svg(share: Share) -> String {
    let percent = share.permille() / 10;
    let color = match percent {
        95.. => "#2f7d31",
        80.. => "#5a7a1c",
        60.. => "#8a6a0a",
        40.. => "#a8560f",
        _ => "#b3261e",
    };
    let width = LABEL + NUMBER;
    let (label, number) = (LABEL / 2, LABEL + NUMBER / 2);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"20\" role=\"img\" aria-label=\"docs: {percent}%\">\n\
         <title>docs: {percent}%</title>\n\
         <clipPath id=\"r\"><rect width=\"{width}\" height=\"20\" rx=\"3\"/></clipPath>\n\
         <g clip-path=\"url(#r)\"><rect width=\"{LABEL}\" height=\"20\" fill=\"#444\"/>\
         <rect x=\"{LABEL}\" width=\"{NUMBER}\" height=\"20\" fill=\"{color}\"/></g>\n\
         <g fill=\"#fff\" text-anchor=\"middle\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">\
         <text x=\"{label}\" y=\"14\">docs</text><text x=\"{number}\" y=\"14\">{percent}%</text></g>\n\
         </svg>\n"
    )
}
