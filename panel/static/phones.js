// A telephone number that is looked for goes in the body of a request, so that no address, history or log keeps it.

const NUMBER = /^(?:\+98|0098|98)?0?\d{10}$/;
const BEGUN = /^(?:\+|00|09|989)\d{4,}$/;

const plain = (text) => text.replace(/[۰-۹]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹".indexOf(digit))
  .replace(/[٠-٩]/g, (digit) => "٠١٢٣٤٥٦٧٨٩".indexOf(digit))
  .replace(/[\s().\-\u200c-\u200f\u2010-\u2015\u202a-\u202e\u2066-\u2069]/g, "");

document.addEventListener("htmx:configRequest", (event) => {
  const asked = event.detail;
  if (!asked.elt.matches("form[data-phones]")) return;
  const written = plain(asked.parameters.q || "");
  if (NUMBER.test(written)) {
    Object.assign(asked, { verb: "post", path: "/panel/phone", useUrlParams: false });
    asked.headers["Content-Type"] = "application/x-www-form-urlencoded";
  } else if (BEGUN.test(written) && asked.triggeringEvent?.type !== "submit") {
    // Half a number is not worth a search, nor a place in the history.
    event.preventDefault();
  }
});
