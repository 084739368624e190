"use strict";

const refresh = 5000;
const byId = (id) => document.getElementById(id);
let token = sessionStorage.getItem("token") || "";
let timer = 0;

async function ask(path) {
  const headers = token ? { "X-Genai-Token": token } : {};
  const response = await fetch(path, { headers, cache: "no-store" });
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

const usd = (n) => (n === null || n === undefined ? "" : n.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 4 }));

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
    cell(row, budget.window);
    if (account) state(row, account.state); else cell(row, "");
    cell(row, account ? usd(account.spent_usd) : "", "number");
    cell(row, usd(account ? account.limit_usd : budget.limit_usd), "number");
    used(row, account ? account.utilization : NaN);
  });
}

function showSessions(sessions) {
  const tenant = sessions.some((s) => s.tenant) ? "tenant name" : "tenant hidden";
  document.querySelector("th.tenant").className = tenant;
  fill("sessions", sessions, (row, s) => {
    cell(row, s.session, "name id");
    cell(row, s.tenant, tenant);
    cell(row, s.service, "name");
    cell(row, s.agent, "name");
    state(row, s.state);
    cell(row, usd(s.spent_usd), "number");
    cell(row, usd(s.limit_usd), "number");
    cell(row, s.spent_calls, "number");
    used(row, s.limit_usd ? s.spent_usd / s.limit_usd : NaN);
    cell(row, s.last_seen ? new Date(s.last_seen).toLocaleTimeString() : "");
  });
}

async function show() {
  clearTimeout(timer);
  try {
    const [budgets, sessions] = await Promise.all([ask("v1/budgets"), ask("v1/sessions?sort=-spent&limit=50")]);
    showBudgets(budgets.budgets);
    showSessions(sessions.sessions);
    byId("login").hidden = true;
    byId("status").textContent = "as of " + new Date().toLocaleTimeString();
  } catch (error) {
    if (error.message === "token") {
      byId("login").hidden = false;
      byId("status").textContent = token ? "the token does not give this right" : "the admin token is needed";
      return;
    }
    byId("status").textContent = error.message;
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
