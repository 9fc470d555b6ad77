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
  for (const name of ["aria-label", "placeholder", "data-label"]) {
    for (const node of root.querySelectorAll("[data-t-" + name + "]")) {
      node.setAttribute(name, say(node.getAttribute("data-t-" + name)));
    }
  }
  // What a check flags stands in the page in English, with the Chinese sentence beside it.
  for (const node of root.querySelectorAll("[data-zh]")) {
    if (!node.dataset.en) { node.dataset.en = node.textContent; }
    node.textContent = language === "zh" ? node.dataset.zh : node.dataset.en;
    node.lang = language === "zh" ? "zh-Hans" : "en";
  }
}

// The browser knows what languages are called; the tag stays, because rules are written with it.
function nameOf(tag) {
  let name = "";
  try {
    name = tag === "und" ? say("unknown_language")
      : new Intl.DisplayNames([language === "zh" ? "zh-Hans" : "en"], { type: "language" }).of(tag);
  } catch (problem) { /* not a tag */ }
  return name && name !== tag ? name + " (" + tag + ")" : tag;
}

function nameLanguages() {
  for (const node of document.querySelectorAll("[data-language]")) { node.textContent = nameOf(node.dataset.language); }
}

// Pages opened from a folder may not be allowed to store anything; then a choice lasts for the page.
function stored(name) {
  try { return localStorage.getItem("textgate-" + name); } catch (problem) { return null; }
}
function store(name, value) {
  try { localStorage.setItem("textgate-" + name, value); } catch (problem) { /* see above */ }
}

function chooseLanguage(chosen) {
  language = chosen;
  document.documentElement.lang = chosen === "zh" ? "zh-Hans" : "en";
  const button = document.getElementById("language");
  button.textContent = chosen === "zh" ? "English" : "中文";
  button.lang = chosen === "zh" ? "en" : "zh-Hans";
  translate(document);
  nameLanguages();
  store("language", chosen);
  document.dispatchEvent(new Event("language"));
}

function startLanguage() {
  const chosen = stored("language") || (/^zh/i.test(navigator.language) ? "zh" : "en");
  const button = document.getElementById("language");
  button.hidden = false;
  button.addEventListener("click", () => chooseLanguage(language === "zh" ? "en" : "zh"));
  if (chosen === "zh") { chooseLanguage("zh"); } else { nameLanguages(); }
}

function element(name, className, text) {
  const node = document.createElement(name);
  if (className) { node.className = className; }
  if (text !== undefined) { node.textContent = text; }
  return node;
}

// The text is selected first, so that where a page may not copy, the reader can.
function copy(button, node, text) {
  if (node) { getSelection().selectAllChildren(node); }
  const done = (key) => {
    button.textContent = say(key);
    setTimeout(() => { button.textContent = say(button.dataset.label); }, 2000);
  };
  const selected = () => done(node && document.execCommand("copy") ? "copied" : "selected");
  if (navigator.clipboard) { navigator.clipboard.writeText(text).then(() => done("copied"), selected); } else { selected(); }
}

for (const button of document.querySelectorAll(".copyable .copy")) {
  button.hidden = false;
  button.dataset.label = "copy";
  const lines = button.previousElementSibling;
  button.addEventListener("click", () => copy(button, lines, lines.textContent));
}

function loadScript(name) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = name;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

function numbered(shard) { return String(shard + 1).padStart(4, "0") + ".js"; }

startLanguage();
