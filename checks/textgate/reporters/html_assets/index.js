// Rows come in files of data.shard rows, loaded when they are needed. A row is
// [order, name, verdict, language, characters, [[rule, severity], ...], places, page, error].
const VERDICTS = ["pass", "fail", "error"];
const ROWS_PER_PAGE = 50;
const rows = { findings: [], passed: [] };
const loading = {};
const controls = Object.fromEntries(["search", "view", "rule"].map((id) => [id, document.getElementById(id)]));
const table = document.getElementById("documents");
const body = table.tBodies[0];
const status = document.getElementById("status");
const pager = document.getElementById("pager");
let page = 0;
let sorted = null;
let drawing = 0;

window.textgateRows = (series, shard, values) => { rows[series][shard] = values; };

function load(series, shard) {
  const name = series + "-" + String(shard + 1).padStart(4, "0") + ".js";
  if (!loading[name]) {
    loading[name] = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = "data/" + name;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }
  return loading[name];
}

function seriesOf(view) {
  if (view === "pass") { return ["passed"]; }
  return view === "all" ? ["findings", "passed"] : ["findings"];
}

function matching(row, wanted) {
  const view = controls.view.value;
  if (view === "fail" && row[2] !== 1) { return false; }
  if (view === "error" && row[2] !== 2) { return false; }
  if (view === "warning" && row[2] !== 0) { return false; }
  if (controls.rule.value !== "" && !row[5].some((item) => item[0] === Number(controls.rule.value))) { return false; }
  return wanted === "" || row[1].toLowerCase().includes(wanted);
}

async function all(names, ticket) {
  const files = names.flatMap((name) => Array.from({ length: data.series[name].shards }, (none, shard) => [name, shard]));
  for (let done = 0; done < files.length; done += 1) {
    if (!rows[files[done][0]][files[done][1]]) {
      status.textContent = say("loading", { done: done, all: files.length });
      await load(...files[done]);
      if (ticket !== drawing) { return []; }
    }
  }
  return names.flatMap((name) => rows[name].flat());
}

async function slice(name, start) {
  const found = [];
  const stop = Math.min(start + ROWS_PER_PAGE, data.series[name].rows);
  for (let index = start; index < stop; index += 1) {
    const shard = Math.floor(index / data.shard);
    if (!rows[name][shard]) { await load(name, shard); }
    found.push(rows[name][shard][index % data.shard]);
  }
  return found;
}

async function draw() {
  const ticket = ++drawing;
  const names = seriesOf(controls.view.value);
  const wanted = controls.search.value.trim().toLowerCase();
  const untouched = wanted === "" && controls.rule.value === "" && !sorted && names.length === 1 &&
    (controls.view.value === "findings" || controls.view.value === "pass");
  let shown, count;
  try {
    if (untouched) {
      count = data.series[names[0]].rows;
      page = Math.min(page, Math.max(0, Math.ceil(count / ROWS_PER_PAGE) - 1));
      shown = await slice(names[0], page * ROWS_PER_PAGE);
    } else {
      const found = (await all(names, ticket)).filter((row) => matching(row, wanted));
      const column = sorted ? sorted.column : 0;
      const sign = sorted && sorted.down ? -1 : 1;
      found.sort((a, b) => sign * (a[column] < b[column] ? -1 : a[column] > b[column] ? 1 : 0) || a[0] - b[0]);
      count = found.length;
      page = Math.min(page, Math.max(0, Math.ceil(count / ROWS_PER_PAGE) - 1));
      shown = found.slice(page * ROWS_PER_PAGE, (page + 1) * ROWS_PER_PAGE);
    }
  } catch (problem) {
    status.textContent = say("load_failed");
    return;
  }
  if (ticket !== drawing) { return; }
  body.replaceChildren(...shown.map(line));
  const pages = Math.max(1, Math.ceil(count / ROWS_PER_PAGE));
  status.textContent = count ? say("count", { count: count }) : say("none");
  pager.hidden = pages < 2;
  pager.querySelector(".at").textContent = say("page_of", { page: page + 1, pages: pages });
  pager.querySelector(".previous").disabled = page === 0;
  pager.querySelector(".next").disabled = page + 1 >= pages;
  remember();
}

function element(name, className, text) {
  const node = document.createElement(name);
  if (className) { node.className = className; }
  if (text !== undefined) { node.textContent = text; }
  return node;
}

function cell(className, label, text) {
  const node = element("td", className, text);
  if (label) { node.dataset.label = say(label); }
  return node;
}

function line(row) {
  const id = cell("id");
  if (row[7]) {
    const link = element("a", "", row[1]);
    link.href = "documents/" + row[7] + ".html";
    id.append(link);
  } else {
    id.textContent = row[1];
  }
  const verdict = cell();
  const warned = row[2] === 0 && row[5].length > 0;
  verdict.append(element("span", "chip " + VERDICTS[row[2]], say(VERDICTS[row[2]])));
  if (warned) { verdict.append(" ", element("span", "chip warning", say("warning"))); }
  const broken = cell("rules small", "", row[8] || row[5].map((item) => data.rules[item[0]]).join(", "));
  const node = element("tr");
  node.append(id, verdict, broken, cell("number", "places", row[6] ? row[6].toLocaleString("en") : ""),
    cell("after-number", "language", row[3]), cell("number", "characters", row[4].toLocaleString("en")));
  return node;
}

// The state is kept in the address, so that going back from a document finds the list as it was left.
function remember() {
  const state = new URLSearchParams();
  if (controls.search.value) { state.set("search", controls.search.value); }
  if (controls.view.value !== controls.view.dataset.first) { state.set("view", controls.view.value); }
  if (controls.rule.value !== "") { state.set("rule", data.rules[Number(controls.rule.value)]); }
  if (sorted) { state.set("sort", (sorted.down ? "-" : "") + sorted.column); }
  if (page) { state.set("page", page + 1); }
  const text = state.toString();
  if (text !== location.hash.slice(1)) { history.replaceState(null, "", text ? "#" + text : location.pathname); }
}

function recall() {
  const state = new URLSearchParams(location.hash.slice(1));
  controls.search.value = state.get("search") || "";
  controls.view.value = state.get("view") || controls.view.dataset.first;
  if (!controls.view.value) { controls.view.value = controls.view.dataset.first; }
  const rule = data.rules.indexOf(state.get("rule"));
  controls.rule.value = rule < 0 ? "" : String(rule);
  const sort = /^(-?)([0-9])$/.exec(state.get("sort") || "");
  if (sort) { sortBy(Number(sort[2]), sort[1] === "-"); }
  page = Math.max(0, Number(state.get("page") || 1) - 1) || 0;
}

function sortBy(column, down) {
  for (const heading of table.querySelectorAll("th[aria-sort]")) {
    const button = heading.querySelector("button");
    const chosen = Number(button.dataset.column) === column;
    heading.setAttribute("aria-sort", chosen ? (down ? "descending" : "ascending") : "none");
  }
  sorted = column < 0 ? null : { column: column, down: down };
}

function again() { page = 0; draw(); }

let waiting = 0;
controls.search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(again, 150); });
controls.view.addEventListener("change", again);
controls.rule.addEventListener("change", again);
document.addEventListener("language", draw);
document.getElementById("clear").addEventListener("click", () => {
  controls.search.value = "";
  controls.rule.value = "";
  controls.view.value = controls.view.dataset.first;
  sortBy(-1, false);
  again();
});
for (const button of table.querySelectorAll("th button")) {
  button.addEventListener("click", () => {
    const column = Number(button.dataset.column);
    const repeated = sorted && sorted.column === column;
    sortBy(column, repeated ? !sorted.down : button.dataset.first === "down");
    again();
  });
}
for (const button of document.querySelectorAll("button[data-rule]")) {
  button.addEventListener("click", () => {
    controls.rule.value = String(data.rules.indexOf(button.dataset.rule));
    controls.view.value = "findings";
    again();
    document.getElementById("list").scrollIntoView();
  });
}
pager.querySelector(".previous").addEventListener("click", () => { page -= 1; draw(); });
pager.querySelector(".next").addEventListener("click", () => { page += 1; draw(); });
document.getElementById("list-body").hidden = false;
recall();
draw();
