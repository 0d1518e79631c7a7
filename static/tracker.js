// The page works without this file. It keeps a form from being sent twice by a double click, takes the reader to the
// first error, selects what is there to be copied, and folds the menu on a phone.
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

const showFirstError = (root) => {
  const summary = root.querySelector(".summary");
  if (summary) summary.scrollIntoView({ block: "center" });
};
document.addEventListener("htmx:afterSwap", (event) => showFirstError(event.detail.elt));

document.addEventListener("focusin", (event) => {
  if (event.target.matches("input[readonly]")) event.target.select();
});

const foldMenu = () => {
  const menu = document.querySelector(".side > details");
  if (menu && window.matchMedia("(max-width: 767px)").matches) menu.open = false;
};
foldMenu();
