// The list of documents. It comes in files of columns (see html_rows.py), which are joined here into typed
// arrays: a filter or a search looks at 200,000 documents in some milliseconds. Until somebody touches the
// list, the rows that stand in the page are shown and nothing is loaded before the page has been painted.
const ROWS_PER_PAGE = 50;
const MOST_OPTIONS = 300;
const VERDICTS = ["pass", "fail", "error"];
const controls = Object.fromEntries(
  ["search", "view", "rule", "source", "tag"].map((id) => [id, document.getElementById(id)]));
const table = document.getElementById("documents");
const status = document.getElementById("status");
const pager = document.getElementById("pager");
const shards = [];
const list = {
  verdict: new Uint8Array(data.rows), broken: new Uint32Array(data.rows), language: new Uint32Array(data.rows),
  source: new Uint32Array(data.rows), places: new Float64Array(data.rows), characters: new Float64Array(data.rows),
};
const values = { broken: [], language: [], source: [] };
let ready = null;
let page = 0;
let sorted = null;
let found = null;
let drawing = 0;
let ranks = null;

window.textgateRows = (shard, columns) => { shards[shard] = columns; };

// The same value has another number in every file.
function join(name, start, column, codes) {
  const numbers = column.of.map((value) => {
    const key = JSON.stringify(value);
    if (!codes.has(key)) { codes.set(key, values[name].push(value) - 1); }
    return codes.get(key);
  });
  column.at.forEach((at, index) => { list[name][start + index] = numbers[at]; });
}

function load() {
  ready = ready || Promise.all(Array.from({ length: data.shards }, (none, shard) =>
    loadScript("data/documents-" + numbered(shard)))).then(() => {
    const codes = { broken: new Map(), language: new Map(), source: new Map() };
    let start = 0;
    for (const shard of shards) {
      shard.start = start;
      shard.names = shard.name.split("\n");
      shard.pages = shard.page.split("\n");
      shard.small = shard.name.toLowerCase();
      const count = shard.names.length;
      shard.ends = new Uint32Array(count);
      for (let row = 0, at = 0; row < count; row += 1) {
        at = shard.small.indexOf("\n", at);
        if (at < 0) { at = shard.small.length; }
        shard.ends[row] = at;
        at += 1;
      }
      for (let row = 0; row < count; row += 1) { list.verdict[start + row] = shard.verdict.charCodeAt(row) - 48; }
      list.places.set(shard.places, start);
      list.characters.set(shard.characters, start);
      for (const name of Object.keys(codes)) { join(name, start, shard[name], codes[name]); }
      start += count;
    }
    fill(controls.source, "source", (name) => name);
    fill(controls.tag, "language", nameOf);
    document.documentElement.dataset.ready = "1";
  });
  return ready;
}

// The most frequent values; nobody chooses from a list of thousands, and the address takes any of them.
function fill(select, column, label) {
  const counts = new Uint32Array(values[column].length);
  for (const code of list[column]) { counts[code] += 1; }
  const options = values[column].map((value, code) => [value, label(value), counts[code]])
    .sort((a, b) => b[2] - a[2]).slice(0, MOST_OPTIONS).sort((a, b) => (a[1] < b[1] ? -1 : 1));
  for (const [value, label] of options) {
    // The value "" is the choice of all.
    const option = element("option", "", label || "–");
    option.value = "=" + value;
    select.append(option);
  }
}

function shardOf(row) {
  let low = 0;
  let high = shards.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (shards[middle].start <= row) { low = middle; } else { high = middle - 1; }
  }
  return shards[low];
}

// Rows whose names hold a text: the search runs through all names of a file at once.
function searched(wanted) {
  const hits = new Uint8Array(data.rows);
  for (const shard of shards) {
    let row = 0;
    for (let at = shard.small.indexOf(wanted); at >= 0; at = shard.small.indexOf(wanted, shard.ends[row])) {
      let low = row;
      let high = shard.ends.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (shard.ends[middle] < at) { low = middle + 1; } else { high = middle; }
      }
      row = low;
      hits[shard.start + row] = 1;
    }
  }
  return hits;
}

function filtered() {
  const words = controls.search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const hits = words.map(searched);
  const view = controls.view.value;
  const rule = controls.rule.value === "" ? -1 : Number(controls.rule.value);
  const fits = Uint8Array.from(values.broken, (broken) =>
    rule < 0 || broken.some((item) => item[0] === rule) ? 1 : 0);
  const clean = Uint8Array.from(values.broken, (broken) => (broken.length ? 0 : 1));
  const source = controls.source.value ? values.source.indexOf(controls.source.value.slice(1)) : -1;
  const tag = controls.tag.value ? values.language.indexOf(controls.tag.value.slice(1)) : -1;
  const kept = new Uint32Array(data.rows);
  let count = 0;
  for (let row = 0; row < data.rows; row += 1) {
    const verdict = list.verdict[row];
    const passed = verdict === 0 && clean[list.broken[row]];
    if (view === "findings" ? passed : view === "pass" ? !passed : view === "fail" ? verdict !== 1
      : view === "error" ? verdict !== 2 : view === "warning" ? verdict !== 0 || passed : false) { continue; }
    if (!fits[list.broken[row]]) { continue; }
    if (source >= 0 && list.source[row] !== source) { continue; }
    if (tag >= 0 && list.language[row] !== tag) { continue; }
    if (hits.length && !hits.every((hit) => hit[row])) { continue; }
    kept[count] = row;
    count += 1;
  }
  return kept.subarray(0, count);
}

// The place of every name in the order of names: worked out once, when the page has nothing else to do.
function rankNames() {
  if (ranks) { return ranks; }
  let runs = shards.map((shard) => {
    const rows = shard.names.map((name, row) => [name, shard.start + row]);
    return rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1]));
  });
  while (runs.length > 1) {
    const merged = [];
    for (let index = 0; index < runs.length; index += 2) {
      const [left, right] = [runs[index], runs[index + 1] || []];
      const both = new Array(left.length + right.length);
      let a = 0;
      let b = 0;
      for (let at = 0; at < both.length; at += 1) {
        both[at] = b >= right.length || (a < left.length && left[a][0] <= right[b][0]) ? left[a++] : right[b++];
      }
      merged.push(both);
    }
    runs = merged;
  }
  ranks = new Uint32Array(data.rows);
  (runs[0] || []).forEach((item, rank) => { ranks[item[1]] = rank; });
  return ranks;
}

// Numbers are sorted ten times faster without a function that compares: key and row become one number.
function inOrder(rows) {
  if (!sorted) { return rows; }
  let keys = list[sorted.column];
  if (sorted.column === "name") { keys = rankNames(); }
  if (sorted.column === "verdict") {
    const clean = Uint8Array.from(values.broken, (broken) => (broken.length ? 0 : 1));
    keys = list.verdict.map((verdict, row) => (verdict ? verdict + 1 : clean[list.broken[row]] ? 0 : 1));
  }
  if (sorted.column === "language") {
    const order = [...values.language].sort();
    const rank = values.language.map((tag) => order.indexOf(tag));
    keys = list.language.map((code) => rank[code]);
  }
  const both = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    const key = keys[rows[index]];
    both[index] = (sorted.down ? 2 ** 31 - key : key) * 2 ** 20 + rows[index];
  }
  both.sort();
  return Uint32Array.from(both, (value) => value % 2 ** 20);
}

async function draw(again) {
  const ticket = ++drawing;
  if (!document.documentElement.dataset.ready) { status.textContent = say("loading"); }
  try {
    await load();
  } catch (problem) {
    status.textContent = say("load_failed");
    return;
  }
  if (ticket !== drawing) { return; }
  if (again || !found) { found = inOrder(filtered()); }
  const pages = Math.max(1, Math.ceil(found.length / ROWS_PER_PAGE));
  page = Math.min(page, pages - 1);
  const shown = found.subarray(page * ROWS_PER_PAGE, (page + 1) * ROWS_PER_PAGE);
  table.tBodies[0].replaceChildren(...Array.from(shown, line));
  status.textContent = found.length ? say("count", { count: found.length }) : say("none");
  drawPager(pages);
  remember();
}

function drawPager(pages) {
  pager.hidden = pages < 2;
  pager.querySelector(".at").textContent = say("page_of", { page: page + 1, pages: pages });
  pager.querySelector(".previous").disabled = page === 0;
  pager.querySelector(".next").disabled = page + 1 >= pages;
}

function cell(className, label, text) {
  const node = element("td", className, text);
  if (label) { node.dataset.label = say(label); node.setAttribute("data-t-data-label", label); }
  return node;
}

function chip(name, key) {
  const node = element("span", "chip " + name, say(key));
  node.dataset.t = key;
  return node;
}

function line(row) {
  const shard = shardOf(row);
  const index = row - shard.start;
  const name = element("bdi", "", shard.names[index]);
  const id = cell("id");
  if (shard.pages[index]) {
    const link = element("a");
    link.href = "documents/" + shard.pages[index] + ".html";
    link.append(name);
    id.append(link);
  } else {
    id.append(name);
  }
  const broken = values.broken[list.broken[row]];
  const verdict = cell();
  verdict.append(chip(VERDICTS[list.verdict[row]], VERDICTS[list.verdict[row]]));
  if (list.verdict[row] === 0 && broken.length) { verdict.append(" ", chip("warning", "warning")); }
  const node = element("tr");
  node.append(id, verdict, cell("rules small", "", shard.error[index] || broken.map((item) => data.rules[item[0]][0]).join(", ")),
    cell("number", "places", list.places[row] ? list.places[row].toLocaleString("en") : ""),
    cell("after-number", "language", values.language[list.language[row]]),
    cell("number", "characters", list.characters[row].toLocaleString("en")));
  return node;
}

// The state is kept in the address, so that going back from a document finds the list as it was left.
function remember() {
  const state = new URLSearchParams();
  if (controls.search.value) { state.set("search", controls.search.value); }
  if (controls.view.value !== controls.view.dataset.first) { state.set("view", controls.view.value); }
  if (controls.rule.value !== "") { state.set("rule", data.rules[Number(controls.rule.value)][0]); }
  if (controls.source.value) { state.set("source", controls.source.value.slice(1)); }
  if (controls.tag.value) { state.set("language", controls.tag.value.slice(1)); }
  if (sorted) { state.set("sort", (sorted.down ? "-" : "") + sorted.column); }
  if (page) { state.set("page", page + 1); }
  const text = state.toString();
  if (text !== location.hash.slice(1)) { history.replaceState(null, "", text ? "#" + text : location.pathname); }
}

function isPlace(hash) { return hash !== "" && document.getElementById(hash) !== null; }

// Whether the address asks for something of the list.
async function recall() {
  const hash = location.hash.slice(1);
  if (hash === "" || isPlace(hash)) { return false; }
  const state = new URLSearchParams(hash);
  if (!["search", "view", "rule", "source", "language", "sort", "page"].some((name) => state.has(name))) { return false; }
  try { await load(); } catch (problem) { return true; }
  controls.search.value = state.get("search") || "";
  controls.view.value = state.get("view") || controls.view.dataset.first;
  if (!controls.view.value) { controls.view.value = controls.view.dataset.first; }
  const rule = data.rules.findIndex((item) => item[0] === state.get("rule"));
  controls.rule.value = rule < 0 ? "" : String(rule);
  choose(controls.source, state.get("source"));
  choose(controls.tag, state.get("language"));
  const sort = /^(-?)([a-z]+)$/.exec(state.get("sort") || "");
  const known = sort && table.querySelector('th button[data-column="' + sort[2] + '"]');
  sortBy(known ? sort[2] : "", known ? sort[1] === "-" : false);
  page = Math.max(0, Number(state.get("page") || 1) - 1) || 0;
  return true;
}

function choose(select, value) {
  select.value = value === null ? "" : "=" + value;
  if (select.selectedIndex >= 0) { return; }
  select.value = "";
  if (values[select.id === "tag" ? "language" : "source"].includes(value)) {
    const option = element("option", "", value);
    option.value = "=" + value;
    select.append(option);
    select.value = option.value;
  }
}

function sortBy(column, down) {
  for (const heading of table.querySelectorAll("th[aria-sort]")) {
    const chosen = heading.querySelector("button").dataset.column === column;
    heading.setAttribute("aria-sort", chosen ? (down ? "descending" : "ascending") : "none");
  }
  sorted = column ? { column: column, down: down } : null;
}

function again() { page = 0; return draw(true); }

function start() {
  document.getElementById("controls").hidden = false;
  data.rules.map((item, index) => [item[0], index]).sort().forEach(([name, index]) => {
    const option = element("option", "", name);
    option.value = String(index);
    controls.rule.append(option);
  });
  let waiting = 0;
  controls.search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(again, 60); });
  for (const name of ["view", "rule", "source", "tag"]) { controls[name].addEventListener("change", again); }
  controls.search.addEventListener("focus", () => load().catch(() => {}));
  document.addEventListener("language", () => {
    for (const option of controls.tag.options) {
      if (option.value) { option.textContent = nameOf(option.value.slice(1)) || "–"; }
    }
    if (found) { draw(false); } else { drawPager(Math.ceil(first / ROWS_PER_PAGE)); }
  });
  document.getElementById("clear").addEventListener("click", () => {
    for (const name of ["search", "rule", "source", "tag"]) { controls[name].value = ""; }
    controls.view.value = controls.view.dataset.first;
    sortBy("", false);
    again();
  });
  for (const button of table.querySelectorAll("th button")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      const column = button.dataset.column;
      sortBy(column, sorted && sorted.column === column ? !sorted.down : button.dataset.first === "down");
      again();
    });
  }
  pager.querySelector(".previous").addEventListener("click", () => { page -= 1; draw(false); });
  pager.querySelector(".next").addEventListener("click", () => { page += 1; draw(false); });
  addEventListener("hashchange", async () => {
    if (await recall()) {
      await draw(true);
      document.getElementById("list").scrollIntoView();
    }
  });
}

const first = JSON.parse(status.querySelector("[data-a]").dataset.a).count;
const idle = window.requestIdleCallback || ((work) => setTimeout(work, 200));
start();
drawPager(Math.ceil(first / ROWS_PER_PAGE));
recall().then((asked) => {
  if (asked) { draw(true); }
  // Two frames later the page has been painted; then the list gets ready to answer at once.
  requestAnimationFrame(() => requestAnimationFrame(() => idle(() => {
    load().then(() => idle(rankNames)).catch(() => {});
  })));
});

window.textgateRun = (run) => {
  const node = document.getElementById("run");
  const tell = () => {
    const rate = (count) => Math.round(count / Math.max(run.seconds, 0.001));
    node.textContent = say("run", {
      count: data.characters, seconds: run.seconds < 100 ? run.seconds.toFixed(1) : Math.round(run.seconds),
      documents: rate(data.documents), characters: rate(data.characters),
    });
  };
  tell();
  document.addEventListener("language", tell);
};
loadScript("data/run.js").catch(() => {});
