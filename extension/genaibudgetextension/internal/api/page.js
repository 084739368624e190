"use strict";

const refresh = 5000;
const byId = (id) => document.getElementById(id);
let token = sessionStorage.getItem("token") || "";
let timer = 0;
let shown = ""; // when what is on the page was true

async function ask(path) {
  const headers = token ? { "X-Genai-Token": token } : {};
  let response;
  try {
    response = await fetch(path, { headers, cache: "no-store", signal: AbortSignal.timeout(refresh) });
  } catch {
    throw new Error("nobody answers");
  }
  if (response.status === 401 || response.status === 403) throw new Error("token");
  if (!response.ok) throw new Error("the server answered " + response.status);
  return response.json();
}

// Text is only ever set as text: ids come from outside.
function cell(row, text, kind) {
  const td = row.insertCell();
  if (kind) td.className = kind;
  td.textContent = text === null || text === undefined ? "" : text;
  if (td.classList.contains("name")) td.title = td.textContent;
}

function state(row, name) {
  const span = document.createElement("span");
  span.className = "state " + name;
  span.textContent = name;
  row.insertCell().append(span);
}

function used(row, share) {
  const td = row.insertCell();
  if (!(share >= 0)) return;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = Math.min(share, 1);
  if (share >= 1) bar.className = "over";
  const text = document.createElement("span");
  text.className = "share";
  text.textContent = Math.round(share * 100).toLocaleString("en") + " %";
  td.append(bar, text);
}

// Dollars and cents; what is less than a cent and more than nothing says so.
function usd(n) {
  if (n === null || n === undefined) return "";
  if (n > 0 && n < 0.01) return "< 0.01";
  return n.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

// A number as the API told it, where the cell rounds it.
function money(row, n) {
  cell(row, usd(n), "number");
  if (n !== null && n !== undefined) row.lastChild.title = n + " USD";
}

function fill(id, rows, write) {
  const body = document.createElement("tbody");
  for (const item of rows) write(body.insertRow(), item);
  if (!rows.length) cell(body.insertRow(), "none yet");
  byId(id).tBodies[0].replaceWith(body);
}

function showBudgets(budgets) {
  const rows = budgets.flatMap((budget) => {
    const accounts = budget.accounts.map((account) => ({ budget, account }));
    return accounts.length ? accounts : [{ budget, account: null }];
  });
  fill("budgets", rows, (row, { budget, account }) => {
    cell(row, budget.name + (budget.mode === "shadow" ? " (shadow)" : ""));
    cell(row, account ? Object.values(account.scope).join(", ") : "each " + budget.scope.join(", "), "name");
    cell(row, budget.window, "wide");
    if (account) state(row, account.state); else cell(row, "");
    money(row, account ? account.spent_usd : null);
    money(row, account ? account.limit_usd : budget.limit_usd);
    used(row, account ? account.utilization : NaN);
  });
}

function showSessions(sessions) {
  const tenant = sessions.some((s) => s.tenant) ? "tenant name" : "tenant hidden";
  document.querySelector("th.tenant").className = tenant;
  fill("sessions", sessions, (row, s) => {
    cell(row, s.session, "name id");
    cell(row, s.tenant, tenant);
    cell(row, s.service, "name wide");
    cell(row, s.agent, "name");
    state(row, s.state);
    money(row, s.spent_usd);
    money(row, s.limit_usd);
    cell(row, s.spent_calls.toLocaleString("en"), "number");
    used(row, s.limit_usd ? s.spent_usd / s.limit_usd : NaN);
    cell(row, s.last_seen ? new Date(s.last_seen).toLocaleTimeString() : "", "wide");
  });
}

// tell writes the status line; what is old is shown as that.
function tell(text, stale) {
  byId("status").textContent = text;
  document.body.classList.toggle("stale", stale);
}

async function show() {
  clearTimeout(timer);
  try {
    const [budgets, sessions] = await Promise.all([ask("v1/budgets"), ask("v1/sessions?sort=-spent&limit=50")]);
    showBudgets(budgets.budgets);
    showSessions(sessions.sessions);
    byId("login").hidden = true;
    shown = new Date().toLocaleTimeString();
    tell("as of " + shown, false);
  } catch (error) {
    if (error.message === "token") {
      byId("login").hidden = false;
      tell(token ? "the token does not give this right" : "the admin token is needed", shown !== "");
      return;
    }
    tell(error.message + (shown ? ": what is below is of " + shown : ""), true);
  }
  timer = setTimeout(show, refresh);
}

byId("login").addEventListener("submit", (event) => {
  event.preventDefault();
  token = byId("token").value;
  sessionStorage.setItem("token", token);
  byId("token").value = "";
  show();
});

show();
