"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
let language = "en";

function say(key, values) {
  const sentence = data.strings[language][key] || data.strings.en[key] || key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) =>
    values && name in values ? (typeof values[name] === "number" ? values[name].toLocaleString("en") : values[name]) : whole);
}

function translate(root) {
  for (const node of root.querySelectorAll("[data-t]")) {
    node.textContent = say(node.dataset.t, JSON.parse(node.dataset.a || "{}"));
  }
  for (const name of ["aria-label", "placeholder", "data-label", "title"]) {
    for (const node of root.querySelectorAll("[data-t-" + name + "]")) {
      node.setAttribute(name, say(node.getAttribute("data-t-" + name)));
    }
  }
}

// The browser knows what languages are called; the tag stays, because rules are written with it.
function nameLanguages() {
  const names = new Intl.DisplayNames([language === "zh" ? "zh-Hans" : "en"], { type: "language" });
  for (const node of document.querySelectorAll("[data-language]")) {
    const tag = node.dataset.language;
    let name = "";
    try { name = tag === "und" ? say("unknown_language") : names.of(tag); } catch (problem) { /* not a tag */ }
    node.textContent = name && name !== tag ? name + " (" + tag + ")" : tag;
  }
}

function chooseLanguage(chosen) {
  language = chosen;
  document.documentElement.lang = chosen === "zh" ? "zh-Hans" : "en";
  document.getElementById("language").textContent = chosen === "zh" ? "English" : "中文";
  translate(document);
  nameLanguages();
  // Pages opened from a folder may not be allowed to store anything.
  try { localStorage.setItem("textgate-language", chosen); } catch (problem) { /* the choice lasts for this page */ }
  document.dispatchEvent(new Event("language"));
}

function startLanguage() {
  let stored = null;
  try { stored = localStorage.getItem("textgate-language"); } catch (problem) { /* see above */ }
  const chosen = stored || (/^zh/i.test(navigator.language) ? "zh" : "en");
  const button = document.getElementById("language");
  button.hidden = false;
  button.addEventListener("click", () => chooseLanguage(language === "zh" ? "en" : "zh"));
  if (chosen === "zh") { chooseLanguage("zh"); } else { nameLanguages(); }
}
startLanguage();
