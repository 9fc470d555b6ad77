const text = document.getElementById("text");
const jump = document.getElementById("jump");
const numbers = [...new Set([...document.querySelectorAll("mark[id]")].map((mark) => Number(mark.id.slice(1))))]
  .sort((a, b) => a - b);
let at = -1;

function show(index, moving) {
  if (index < 0 || index >= numbers.length) { return; }
  at = index;
  const number = numbers[index];
  for (const node of document.querySelectorAll(".current")) { node.classList.remove("current"); }
  for (const node of text.querySelectorAll('mark[data-s~="' + number + '"]')) { node.classList.add("current"); }
  const mark = document.getElementById("s" + number);
  history.replaceState(null, "", "#s" + number);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (moving) { mark.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" }); }
  const item = document.querySelector('.places li[data-s="' + number + '"]');
  const what = jump.querySelector(".what");
  what.replaceChildren();
  if (item) {
    item.classList.add("current");
    const folded = item.closest("details");
    if (folded) { folded.open = true; }
    const side = document.querySelector(".side");
    // Only the side list may move here: scrollIntoView would move the page away from the mark.
    if (side && side.scrollHeight > side.clientHeight) {
      side.scrollTop += item.getBoundingClientRect().top - side.getBoundingClientRect().top - side.clientHeight / 3;
    }
    const rule = document.createElement("strong");
    rule.textContent = item.closest(".finding").dataset.rule + " ";
    what.append(rule, ...[...item.childNodes].map((node) => (node.nodeName === "A" ? node.textContent : node.cloneNode(true))));
  }
  jump.querySelector(".at").textContent = say("place_of", { place: index + 1, places: numbers.length });
  jump.querySelector(".previous").disabled = index === 0;
  jump.querySelector(".next").disabled = index + 1 === numbers.length;
}

// Before and after, line by line: every line that changes stands there twice, the others not at all.
function pairLines() {
  for (const line of text.querySelectorAll(".ln")) {
    if (!line.querySelector("ins, mark.removed")) { continue; }
    line.classList.add("before");
    const after = line.cloneNode(true);
    after.classList.replace("before", "after");
    for (const mark of after.querySelectorAll("[id]")) { mark.removeAttribute("id"); }
    line.after(after);
  }
}

function view(name) {
  text.classList.remove("changes", "diff", "repaired");
  if (name !== "found") { text.classList.add(name); }
  if (name === "diff" && !text.querySelector(".after")) { pairLines(); }
  for (const button of document.querySelectorAll("[data-view]")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === name));
  }
}

if (numbers.length) {
  jump.hidden = false;
  jump.querySelector(".at").textContent = say("place_of", { place: "–", places: numbers.length });
  jump.querySelector(".previous").disabled = true;
  jump.querySelector(".previous").addEventListener("click", () => show(at - 1, true));
  jump.querySelector(".next").addEventListener("click", () => show(at + 1, true));
  text.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (mark) { show(numbers.indexOf(Number(mark.dataset.s.split(" ")[0])), false); }
  });
  for (const link of document.querySelectorAll(".places a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(numbers.indexOf(Number(link.closest("li").dataset.s)), true);
    });
  }
  const share = jump.querySelector(".link");
  share.dataset.label = "copy_link";
  share.hidden = false;
  share.addEventListener("click", () => copy(share, null, location.href));
  if (/^#s\d+$/.test(location.hash)) { show(numbers.indexOf(Number(location.hash.slice(2))), true); }
  const asked = new URLSearchParams(location.hash.slice(1)).get("rule");
  if (asked) {
    const finding = [...document.querySelectorAll(".finding[data-rule]")].find((node) => node.dataset.rule === asked);
    const place = finding && finding.querySelector(".places li");
    if (place) { show(numbers.indexOf(Number(place.dataset.s)), true); }
  }
}

// WCAG 2.1.4: keys of one letter can be switched off.
const keys = document.getElementById("keys");
keys.hidden = false;
keys.checked = stored("keys") !== "off";
keys.addEventListener("change", () => store("keys", keys.checked ? "on" : "off"));
document.addEventListener("keydown", (event) => {
  if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input[type=search]")) { return; }
  if (event.key === "n" || event.key === "j") { show(at + 1, true); }
  if (event.key === "p" || event.key === "k") { show(at - 1, true); }
  const link = document.querySelector(event.key === "]" ? 'a[rel="next"]' : event.key === "[" ? 'a[rel="prev"]' : "a[rel=none]");
  if (link) { link.click(); }
});

const segments = document.querySelector(".segments");
if (segments) { segments.hidden = false; }
for (const button of document.querySelectorAll("[data-view]")) {
  button.addEventListener("click", () => view(button.dataset.view));
}
