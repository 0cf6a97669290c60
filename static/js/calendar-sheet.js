// FullCalendar wants to write its style sheet into a <style>, which our Content-Security-Policy forbids. It takes one that
// is there already: this one belongs to no language of style sheets and swallows the rules. They stand in static/vendor.

const swallower = document.createElementNS("urn:clist", "style");
swallower.setAttribute("data-fullcalendar", "");
swallower.sheet = { cssRules: [], insertRule() {} };
document.head.append(swallower);
