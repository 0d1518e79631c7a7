// The page works without this file. It keeps a form from being sent twice by a double click, puts the focus on the
// first field at fault, selects what is there to be copied, and folds the menu on a phone.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

const faulty = (link) => {
  const named = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!named || named.matches("input, select, textarea")) return named;
  return named.querySelector("input:not([type=hidden]), select, textarea") || named;
};

const showFirstError = (root) => {
  const summary = root.querySelector(".summary");
  if (!summary) return;
  const field = [...summary.querySelectorAll('a[href^="#"]')].map(faulty).find(Boolean);
  for (let box = field && field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  if (!field && root === document) return;
  (field || summary).scrollIntoView({ block: "center" });
  if (field) field.focus({ preventScroll: true });
};
document.addEventListener("htmx:afterSwap", (event) => showFirstError(event.detail.elt));
showFirstError(document);

document.addEventListener("focusin", (event) => {
  if (event.target.matches("input[readonly]")) event.target.select();
});

const foldMenu = () => {
  const menu = document.querySelector(".side > details");
  if (menu && window.matchMedia("(max-width: 767px)").matches) menu.open = false;
};
foldMenu();
