"use strict";
(() => {
  const $ = id => document.getElementById(id);
  const given = JSON.parse($("given").textContent); // words, modules, the site's own trust
  const t = (key, values) => (given.words[key] || "[" + key + "]").replace(/\{(\w+)\}/g, (_, k) => values && k in values ? values[k] : "");
  const el = (name, attrs, ...inside) => {
    const e = document.createElement(name);
    for (const [k, v] of Object.entries(attrs || {})) {
      if (v === undefined || v === false) continue;
      if (k === "on") for (const [n, f] of Object.entries(v)) e.addEventListener(n, f);
      else e.setAttribute(k, v === true ? "" : v);
    }
    for (const x of inside.flat(Infinity)) if (x !== null && x !== undefined && x !== false) e.append(x);
    return e;
  };
  const bytes = n => n < 1000 ? n + " B" : n < 1e6 ? (n / 1e3).toFixed(1) + " kB" : (n / 1e6).toFixed(1) + " MB";
  const failure = (code, message, hint) => Object.assign(new Error(message), { code, hint });

  // ---- the workers ----------------------------------------------------------

  // A module runs in a worker of its own, which is started again where it died or
  // was stopped.
  class Module {
    constructor(name) { this.name = name; this.next = 1; this.waiting = new Map(); this.compiled = null; }

    start() {
      if (this.started) return this.started;
      this.started = new Promise((ok, bad) => {
        const w = this.worker = new Worker(workerURL());
        w.onerror = e => { e.preventDefault(); this.stop(failure("panic", t("fault"), e.message)); bad(failure("panic", t("no-worker"), e.message)); };
        w.onmessage = e => this.hear(e.data, ok, bad);
        this.begin(w).catch(bad);
      });
      this.started.catch(() => { this.started = null; });
      return this.started;
    }

    async begin(w) {
      const m = given.modules[this.name];
      if (this.compiled) w.postMessage({ start: { module: this.compiled } });
      else if (m.url) w.postMessage({ start: { url: new URL(m.url, location.href).href, sha256: m.sha256 } });
      else w.postMessage({ start: { bytes: decoded("module-" + this.name) } });
    }

    hear(m, ok, bad) {
      if (m.module) this.compiled = m.module;
      else if (m.ready) ok();
      else if (m.hash !== undefined) showHash(this.name, m.hash, m.size);
      else if (m.progress !== undefined) progress(m.progress);
      else if (m.dead !== undefined) { const e = failure("panic", t("fault") + " " + m.dead, t("fault-hint")); this.stop(e); bad(e); }
      else if (this.waiting.has(m.id)) {
        const [good, wrong] = this.waiting.get(m.id);
        this.waiting.delete(m.id);
        if (m.error) wrong(failure(m.error.code, m.error.message, m.error.hint)); else good(m);
      }
    }

    async ask(op, files, request) {
      await this.start();
      return new Promise((good, wrong) => {
        const id = this.next++;
        this.waiting.set(id, [good, wrong]);
        this.worker.postMessage({ id, op, files: files.map(f => ({ name: f.name, file: f.file })), request });
      });
    }

    stop(error) {
      if (this.worker) this.worker.terminate();
      this.worker = this.started = null;
      const waiting = Array.from(this.waiting.values());
      this.waiting.clear();
      for (const [, wrong] of waiting) wrong(error);
    }
  }

  let madeURL;
  function workerURL() {
    if (given.worker) return given.worker;
    return madeURL = madeURL || URL.createObjectURL(new Blob([$("worker").textContent], { type: "text/javascript" }));
  }

  function decoded(id) {
    const s = atob($(id).textContent.trim());
    const b = new Uint8Array(s.length);
    for (let i = 0; i < s.length; i++) b[i] = s.charCodeAt(i);
    return b.buffer;
  }

  const verify = new Module("verify"), compare = new Module("compare");

  function showHash(name, sum, size) {
    if (name !== "verify") return;
    $("sum").textContent = sum;
    const same = sum === given.modules.verify.sha256;
    $("sum-say").textContent = same ? t("program-same", { size: bytes(size) }) : t("program-other", { sum: given.modules.verify.sha256 });
    $("sum-say").classList.toggle("bad", !same);
  }

  // ---- files ----------------------------------------------------------------

  let files = []; // {name, file, kind}
  let pasted = null;

  // What says whom or what to trust is the reader's to give: a link gives none of it.
  async function add(list, linked) {
    const fresh = Array.from(list, file => ({ name: file.name || "?", file }));
    if (!fresh.length) return;
    say(t("looking"));
    return during(async () => {
      let kinds;
      try {
        kinds = (await verify.ask("kinds", fresh, {})).report;
      } catch (e) { showError(e); return; }
      fresh.forEach((f, i) => { f.kind = kinds[i]; });
      let refused = "";
      for (const f of fresh) {
        if (linked && (f.kind === "trust" || f.kind === "chain")) { refused = t("link-trust", { name: f.name }); continue; }
        if (f.kind === "trust") { await useTrust(f); continue; }
        const other = files.findIndex(o => o.name === f.name);
        if (other >= 0) files.splice(other, 1);
        files.push(f);
      }
      say(refused);
      showFiles();
      return refused;
    });
  }

  // Nothing is checked while a file is being looked at: the check would be of the files,
  // and by the trust, of before.
  let lookedAt = 0;
  async function during(work) {
    const count = n => { lookedAt += n; $("drop").setAttribute("aria-busy", lookedAt > 0); plan(); };
    count(1);
    try { return await work(); } finally { count(-1); }
  }

  function showFiles() {
    const list = $("files");
    list.replaceChildren(...files.map((f, i) => el("li", {},
      el("span", { class: "kind kind-" + f.kind }, t("kind-" + f.kind)), " ",
      el("bdi", { class: "name" }, f.name), " ", el("span", { class: "size" }, bytes(f.file.size)), " ",
      el("button", { type: "button", class: "small", "aria-label": t("remove-name", { name: f.name }), on: { click: () => { files.splice(i, 1); showFiles(); } } }, t("remove")))));
    $("clear").hidden = files.length === 0;
    plan();
  }

  // ---- what is to be done ---------------------------------------------------

  // Secret keys are used in one place alone: the single file, opened from a folder.
  const alone = !given.worker && location.protocol === "file:";
  const secrets = () => of("secret-key", "locked-key");
  let sawSecret = false; // from then on this page asks nobody anything

  const has = kind => files.some(f => f.kind === kind);
  const of = (...kinds) => files.filter(f => kinds.includes(f.kind));

  function choose() {
    const copy = $("pasted").value.trim() !== "" || has("other");
    if (has("lock") || has("package") || has("share")) return has("package") && has("lock") ? "open" : "lock";
    if (copy) return "compare";
    if (has("quote")) return "quote";
    if (has("paper")) return "paper";
    if (has("dossier")) return "verify";
    return "";
  }

  function plan() {
    const op = choose();
    $("plan").textContent = op ? t("plan-" + op) : t("plan-none");
    $("go").disabled = !op || busy || lookedAt > 0;
    const lock = op === "open" || op === "lock";
    $("beacon-field").hidden = !lock;
    const secret = lock && secrets().length > 0;
    $("secret-field").hidden = !secret || !alone;
    $("secret-refused").hidden = !secret || alone;
  }

  let judgedBySite = false; // the trust file of the last check: the reader may choose another meanwhile
  function request() {
    judgedBySite = trustChoice() === "site";
    const r = { chains: trustChoice() === "site" ? given.chains || [] : [] };
    const trust = trustText();
    if (trust) r.trust = trust;
    if ($("origin").value.trim()) r.origin = $("origin").value.trim();
    if ($("at").value.trim()) r.at = $("at").value.trim();
    const beacons = $("beacon").value.split(/\s+/).filter(Boolean);
    if (beacons.length) r.beacons = beacons;
    if (alone && secrets().length && $("secret-use").checked) { r.secrets = sawSecret = true; r.passphrase = $("passphrase").value; }
    return r;
  }

  let busy = false, stopped = false;

  async function run() {
    const op = choose();
    if (!op || busy || lookedAt > 0) return;
    busy = true; stopped = false; judgedBySite = false;
    $("result").replaceChildren();
    $("work").hidden = false;
    $("go").disabled = true;
    progress(0);
    try {
      await ops[op]();
    } catch (e) {
      if (stopped) say(t("stopped")); else showError(e);
    }
    busy = false;
    $("work").hidden = true;
    forget();
    plan();
    if ($("result").firstChild) { $("result").focus({ preventScroll: true }); $("result").scrollIntoView({ block: "start" }); }
  }

  // What was secret is let go of once it was used: file, passphrase, and the worker with
  // all its memory. The next check starts another.
  function forget() {
    $("passphrase").value = "";
    if (!$("secret-use").checked) return;
    $("secret-use").checked = false;
    files = files.filter(f => f.kind !== "secret-key" && f.kind !== "locked-key");
    verify.stop(failure("stopped", t("stopped")));
    showFiles();
  }

  function stop() {
    stopped = true;
    const e = failure("stopped", t("stopped"));
    verify.stop(e); compare.stop(e);
  }

  const never = ["empty", "secret-key", "locked-key"]; // they are sent on to be refused with a reason

  const ops = {
    verify: async () => showReport(await verify.ask("verify", of("dossier", "checkpoint", "receipt", "opening", "chain", ...never), request()), of("dossier")[0].name),
    quote: async () => showReport(await verify.ask("quote", of("quote", "dossier", ...never), request()), of("quote")[0].name),
    paper: async () => showPaper(await verify.ask("paper", of("paper", "dossier", "chain"), request())),
    lock: async () => {
      const rest = of("lock", "share", "opening", "release-key", "beacon", "dossier", "chain", ...never);
      showLock(await verify.ask("lock", rest, request()));
    },
    open: async () => {
      const rest = of("lock", "share", "opening", "release-key", "beacon", "dossier", "chain", "package", ...never);
      try {
        await showOpened(await verify.ask("open", rest, request()));
      } catch (e) {
        if (e.code !== "too-early" && e.code !== "check-failed") throw e;
        const state = await verify.ask("lock", rest.filter(f => f.kind !== "package"), request());
        if (state.report.opens) throw e; // the lock opens: the package is what is wrong
        showLock(state, e);
      }
    },
    compare: async () => {
      const paste = $("pasted").value;
      const copy = paste.trim() ? { name: t("pasted-name"), file: new Blob([paste]) } : of("other")[0];
      let first = of("paper")[0], proof = "", why = "", which = "";
      if (!first) {
        if (!has("dossier")) throw failure("usage", t("compare-needs"), t("compare-needs-hint"));
        const all = await verify.ask("texts", of("dossier", "chain"), request());
        const { text, of: n } = await nearest(all, copy);
        first = text.first;
        if (text.entry >= 0) proof = text.say; else why = text.say;
        which = t("compare-nearest", { title: text.title, lang: text.lang, n });
      } else if (has("dossier")) {
        const p = await verify.ask("paper", [first, ...of("dossier", "chain")], request());
        if (p.exit === 0) proof = p.report.say; else why = p.report.say;
      }
      showCompared(await compare.ask("compare", [first, copy], { proof, page: true }), copy.name, proof, why, which);
    },
  };

  // nearest is the text of a dossier that a copy is most likely one of: a report has one
  // in each language. Those that the record names come before all others.
  async function nearest(all, copy) {
    const named = all.report.filter(x => x.entry >= 0);
    const list = (named.length ? named : all.report).map(x => ({ ...x, first: { name: x.title + ".paper", file: all.files.find(f => f.name === x.root + ".paper").file } }));
    let best = list[0], least = Infinity;
    if (list.length > 1) for (const x of list) {
      const m = await compare.ask("compare", [x.first, copy], { proof: x.entry >= 0 ? x.say : "" });
      const far = m.exit === 0 ? 0 : m.report.verdict === "not-from-text" ? Infinity : 1 + m.report.findings.length;
      if (far < least) [best, least] = [x, far];
    }
    return { text: best, of: list.length };
  }

  // ---- what is shown --------------------------------------------------------

  function say(text) { $("say").textContent = text; }
  function progress(n) { $("progress-say").textContent = n ? t("read", { size: bytes(n) }) : t("working"); }

  const marks = { pass: "✓", fail: "✗", "not-checked": "?" };

  function head(verdict, title, ...more) {
    return el("div", { class: "verdict v-" + verdict },
      el("p", { class: "title" }, el("span", { class: "mark", "aria-hidden": "true" }, marks[verdict] || "!"), " ", title),
      more.map(x => x && el("p", {}, x)));
  }

  function show(...nodes) { say(""); $("result").replaceChildren(el("h2", {}, t("result")), ...nodes.flat(Infinity).filter(Boolean)); }

  const verdictOf = m => m.exit === 0 ? "pass" : m.exit === 1 ? "fail" : "not-checked";

  // With the trust file of the site the site has judged itself.
  function fromSite() {
    return judgedBySite ? el("p", { class: "note" }, el("strong", {}, t("from-site")), " ", t("from-site-say")) : null;
  }

  function save(m, name) {
    const url = (text, type) => URL.createObjectURL(new Blob([text], { type }));
    return el("p", { class: "saves" },
      el("a", { class: "button", download: name + ".json", href: url(m.json, "application/json") }, t("save-json")), " ",
      m.card && el("a", { class: "button", download: name + ".txt", href: url(m.card, "text/plain;charset=utf-8") }, t("save-card")));
  }

  function showReport(m, name) {
    const r = m.report;
    show(
      head(r.verdict, t("verdict-" + r.verdict), m.say, m.hint),
      fromSite(),
      r.quote && quoteBlock(r.quote),
      (r.reports || []).map(x => reportBlock(x, r.checks)),
      r.record && recordBlock(r.record),
      checkTable(r.checks),
      m.card && el("details", {}, el("summary", {}, t("card")), el("pre", { tabindex: "0" }, m.card)),
      save(m, name));
  }

  function facts(pairs) {
    const rows = pairs.filter(([, v]) => v !== undefined && v !== null && v !== "" && v !== false);
    return rows.length ? el("dl", { class: "facts" }, rows.map(([k, v]) => el("div", {}, el("dt", {}, k), el("dd", {}, v)))) : null;
  }

  // A promise in vague words stays promised in a record that was closed: release.time alone says so.
  function statusOf(r, checks) {
    if (!r.status) return t("status-none");
    const closed = r.status === "promised" && (checks || []).some(c => c.id === "release.time" && c.verdict === "fail");
    return t("status-" + (closed ? "closed" : r.status)) + (r.inferred ? " · " + t("inferred") : "");
  }

  function reportBlock(r, checks) {
    const late = r.days_late ? t(r.days_late === 1 ? "day-late" : "days-late", { n: r.days_late }) : "";
    return el("section", { class: "report" }, el("h3", {}, el("bdi", {}, r.title || r.report)),
      facts([[t("status"), statusOf(r, checks)], [t("late"), late],
        [t("promised"), r.promised_at], [t("first-due"), r.first_due], [t("due"), r.due !== r.first_due && r.due],
        [t("sealed"), r.sealed_at], [t("released"), r.released_at], [t("opens"), r.opens_at_latest], [t("moved"), (r.moves || []).length || ""]]));
  }

  function recordBlock(r) {
    return el("section", {}, el("h3", {}, t("record")), facts([[t("origin-is"), r.origin], [t("entries"), r.size], [t("witnessed"), r.witnessed], [t("as-of"), r.as_of]]));
  }

  function quoteBlock(q) {
    return el("section", { class: "quotation" }, el("blockquote", { lang: q.lang, dir: "auto" }, q.exact.split("\n").map(p => el("p", {}, p))),
      el("p", { class: "source" }, el("bdi", { lang: q.lang }, q.title), " · ",
        t(q.first === q.last ? "paragraph" : "paragraphs", { first: q.first + 1, last: q.last + 1, of: q.blocks })),
      q.abridged && [el("p", { class: "note" }, el("strong", {}, t("abridged")), " ", t("abridged-say")),
        el("blockquote", { class: "whole", lang: q.lang, dir: "auto" }, q.text.split("\n").map(p => el("p", {}, p)))]);
  }

  function checkTable(checks) {
    if (!checks || !checks.length) return null;
    return el("table", { class: "checks" }, el("caption", {}, t("checks")),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("check")), el("th", { scope: "col" }, t("verdict")), el("th", { scope: "col" }, t("says")))),
      el("tbody", {}, checks.map(c => el("tr", { class: "v-" + c.verdict, "data-check": c.id, "data-verdict": c.verdict },
        el("th", { scope: "row" }, el("code", {}, c.id)),
        el("td", { class: "v" }, el("span", { class: "mark", "aria-hidden": "true" }, marks[c.verdict]), " ", t("v-" + c.verdict)),
        el("td", {}, c.say, c.where && el("span", { class: "where" }, " ", el("bdi", {}, c.where)))))));
  }

  function showPaper(m) {
    const r = m.report;
    show(head(verdictOf(m), r.say, m.hint), fromSite(),
      facts([[t("text-title"), r.title], [t("lang"), r.lang], [t("root"), r.root || r.root_a], [t("blocks"), r.blocks],
        [t("withheld"), r.withheld && r.withheld.length ? String(r.withheld.length) : ""], [t("entry"), r.entry >= 0 ? String(r.entry) : ""], [t("reason"), r.reason], [t("by"), r.by]]),
      r.differences && r.differences.length ? el("ul", {}, r.differences.map(d => el("li", {}, d.block >= 0 ? t("block", { n: d.block }) + ": " : "", d.say))) : null,
      save(m, "paper"));
  }

  function showLock(m, why) {
    const r = m.report;
    const tried = $("beacon").value.trim() || has("share") || has("opening") || has("release-key") || has("beacon");
    const bad = tried && (why || m).code === "check-failed";
    const title = r.opens ? "lock-opens" : bad ? "lock-false" : r.rounds.some(x => x.due) ? "lock-due" : "lock-shut";
    const verdict = !r.opens ? bad ? "fail" : "not-checked" : r.origin_checked ? "pass" : "not-checked";
    show(head(verdict, t(title), why ? why.message : m.say, why ? why.hint : m.hint), fromSite(),
      facts([[t("report"), r.report + (r.part === "body" ? "" : " · " + r.part)], [t("origin-is"), r.origin], [t("policy"), r.policy], [t("opens"), r.opens_at_latest]]),
      r.shares.length ? el("section", {}, el("h3", {}, t("shares")), el("ul", { class: "shares" }, r.shares.map(s =>
        el("li", { class: s.true ? "v-pass" : "v-fail" }, el("span", { class: "mark", "aria-hidden": "true" }, s.true ? "✓" : "✗"), " ", el("bdi", {}, s.file), ": ", s.say)))) : null,
      (r.held || []).length ? el("section", {}, el("h3", {}, t("held")), el("ul", { class: "shares held-shares" }, r.held.map(h =>
        el("li", { class: h.true ? "v-pass" : "v-fail" }, el("span", { class: "mark", "aria-hidden": "true" }, h.true ? "✓" : "✗"), " ", h.say, h.true && !h.saved && el("span", { class: "hint" }, " ", t("held-kept"))))),
        m.files.length ? [el("p", { class: "note" }, t("held-saves")), el("p", { class: "saves" }, m.files.map(f => [el("a", { class: "button", download: f.name, href: URL.createObjectURL(new Blob([f.file], { type: "application/octet-stream" })) }, t("save-share", { name: f.name })), " "]))] : null) : null,
      r.rounds.length ? el("section", {}, el("h3", {}, t("rounds")), el("p", {}, t("rounds-say")), r.rounds.map(roundBlock)) : null,
      save(m, "lock"));
  }

  // Only the reader's click asks a relay: it learns the reader's address, and what
  // the reader is about to open.
  function roundBlock(r) {
    const relays = sawSecret ? [] : (given.relays || {})[r.chain] || [];
    return el("div", { class: "round", "data-round": r.round }, el("p", {}, el("strong", {}, r.opens), " · ", t("round", { n: r.round }), " · ", el("bdi", {}, r.name), !r.known && " · " + t("unknown-chain")),
      el("p", {}, !r.due ? t("not-due") : relays.length ? relays.map(u => [el("button", { type: "button", on: { click: () => fetchRound(u, r) } }, t("ask-relay", { host: new URL(u).host })), " "]) : t("no-relay")));
  }

  // A signature is short: of what answers with more, no more is read.
  async function short(res) {
    const parts = [], body = res.body.getReader();
    for (let n = 0; ;) {
      const { done, value } = await body.read();
      if (done) return new Blob(parts).text();
      parts.push(value);
      if ((n += value.length) > 65536) { body.cancel(); throw new Error(t("relay-long")); }
    }
  }

  async function fetchRound(relay, r) {
    say(t("asking", { host: new URL(relay).host }));
    try {
      const res = await fetch(relay.replace(/\/$/, "") + "/" + r.chain + "/public/" + r.round, { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" });
      if (!res.ok) throw new Error("HTTP " + res.status);
      const b = JSON.parse(await short(res));
      if (b.round !== r.round || !/^[0-9a-f]+$/.test(b.signature)) throw new Error(t("relay-other"));
      $("beacon").value = ($("beacon").value.trim() + "\n" + b.round + ":" + b.signature).trim();
      say("");
      run();
    } catch (e) { say(t("relay-failed", { host: new URL(relay).host, why: e.message })); }
  }

  async function showOpened(m) {
    const r = m.report;
    const texts = [];
    const list = r.files.map(f => {
      const made = m.files.find(x => x.name === f.path);
      if (!made) return null;
      if (/^data\/report(\.[\w-]+)?\.paper$/.test(f.path) && f.size < 32e6) texts.push(made.file);
      return el("li", {}, el("a", { download: f.name || f.path, href: URL.createObjectURL(new Blob([made.file], { type: "application/octet-stream" })) }, el("bdi", {}, f.name || f.path)), " ", el("span", { class: "size" }, bytes(f.size)));
    });
    show(head(r.origin_checked ? "pass" : "not-checked", t("opened", { report: r.report, origin: r.origin }), m.say, m.hint), fromSite(),
      r.withheld ? el("p", {}, t("opened-withheld", { n: r.withheld })) : null,
      el("h3", {}, t("opened-files")), el("ul", { class: "made" }, list),
      r.opening && el("p", {}, el("a", { class: "button", download: r.report + ".opening", href: URL.createObjectURL(new Blob([r.opening])) }, t("save-opening"))),
      save(m, r.report));
    for (const f of texts) $("result").append(textBlock(await f.text()));
  }

  // A paper as a reader reads it: header lines, a blank line, a block a line.
  function textBlock(source) {
    const cut = source.indexOf("\n\n");
    const header = source.slice(0, cut).split("\n"), lang = (header.find(l => l.startsWith("lang ")) || "").slice(5);
    const art = el("article", { class: "text", lang, dir: "auto" });
    for (const line of source.slice(cut + 2).split("\n")) {
      if (!line) continue;
      const b = JSON.parse(line);
      if (b.leaf) { art.append(el("p", { class: "held" }, t("block-withheld", { n: b.i + 1 }))); continue; }
      const label = b.label ? [el("span", { class: "label" }, b.label), " "] : "";
      art.append(b.kind === "heading" ? el("h" + Math.min(6, b.level + 2), {}, label, b.text) : b.kind === "quote" ? el("blockquote", {}, el("p", {}, label, b.text)) : el("p", {}, label, b.text));
    }
    return art;
  }

  function showCompared(m, name, proof, why, which) {
    const r = m.report;
    const worst = m.exit === 0 ? (proof ? "pass" : "not-checked") : "fail";
    show(head(worst, r.say, proof ? t("compare-proven") : t("compare-unproven", { why })), fromSite(),
      which ? el("p", { class: "source" }, which) : null,
      proof ? el("p", { class: "source" }, proof) : null,
      r.findings.slice(0, 200).map(findingBlock),
      r.findings.length > 200 ? el("p", {}, t("compare-more", { n: r.findings.length - 200 })) : null,
      el("p", { class: "saves" }, m.files.map(f => el("a", { class: "button", download: f.name, href: URL.createObjectURL(new Blob([f.file], { type: "text/html" })) }, t("save-page")))),
      save(m, name));
  }

  // The words that were changed are marked in the paragraphs that they stand in.
  function marked(text, words) {
    const out = [];
    let at = 0;
    for (const w of words) {
      const k = w ? text.indexOf(w, at) : -1;
      if (k < 0) continue;
      out.push(text.slice(at, k), el("mark", {}, w));
      at = k + w.length;
    }
    out.push(text.slice(at));
    return out;
  }

  function findingBlock(f) {
    const side = (label, place, words) => place && el("p", { class: "side" }, el("span", { class: "label" }, t(label)), " ", el("span", { dir: "auto" }, marked(place.text, words)));
    const kinds = new Set([f.class, ...(f.changes || []).map(c => c.kind)]);
    return el("section", { class: "finding" },
      el("h3", {}, Array.from(kinds, k => t("class-" + k)).join(", ") + (f.first ? " · " + t("paragraph-first", { n: f.first.index + 1 }) : "")),
      side("first-text", f.first, (f.changes || []).map(c => c.from)), side("the-copy", f.copy, (f.changes || []).map(c => c.to)));
  }

  function showError(e) {
    const what = { "check-failed": "fail", panic: "fail" }[e.code] || "not-checked";
    show(el("div", { class: "verdict v-" + what, role: "alert", "data-code": e.code || "" },
      el("p", { class: "title" }, el("span", { class: "mark", "aria-hidden": "true" }, "!"), " ", t("error-" + (e.code || "io"))),
      el("p", {}, e.message), e.hint && el("p", {}, e.hint)));
  }

  // ---- trust ----------------------------------------------------------------

  const trustChoice = () => (document.querySelector("input[name=trust]:checked") || {}).value || "none";
  function trustText() {
    const c = trustChoice();
    return c === "own" ? $("trust").value : c === "site" ? given.trust : "";
  }

  async function useTrust(f) {
    $("trust").value = await f.file.slice(0, (1 << 20) + 1).text(); // what is larger is none, which is said
    document.querySelector("input[name=trust][value=own]").checked = true;
    await showTrust();
  }

  let trustTurn = 0;
  async function showTrust() {
    const turn = ++trustTurn, box = $("trust-say"), text = trustText();
    $("trust").hidden = $("trust-label").hidden = $("trust-choose").hidden = trustChoice() !== "own";
    box.replaceChildren();
    if (!text) { if (trustChoice() === "none") box.append(el("p", {}, t("trust-none-say"))); return; }
    try {
      const r = (await verify.ask("trust", [], { trust: text })).report;
      if (turn !== trustTurn) return;
      box.replaceChildren(el("p", {}, trustChoice() === "site" ? t("trust-site-say") : t("trust-own-say"), " ", el("code", { class: "hash" }, r.fingerprint)),
        el("details", {}, el("summary", {}, t("trust-names")), el("ul", {}, (r.explain || []).filter(l => !l.startsWith("fingerprint")).map(l => el("li", {}, l)))), (r.warnings || []).map(w => el("p", { class: "note" }, w)));
    } catch (e) { if (turn === trustTurn) box.replaceChildren(el("p", { class: "note bad" }, e.message, " ", e.hint || "")); }
  }

  // ---- begin ----------------------------------------------------------------

  function listen() {
    const drop = $("drop");
    for (const name of ["dragenter", "dragover"]) document.addEventListener(name, e => { e.preventDefault(); drop.classList.add("over"); });
    for (const name of ["dragleave", "drop"]) document.addEventListener(name, e => { e.preventDefault(); drop.classList.remove("over"); });
    document.addEventListener("drop", e => add(e.dataTransfer.files));
    $("choose").addEventListener("change", e => { add(e.target.files); e.target.value = ""; });
    $("clear").addEventListener("click", () => { files = []; $("result").replaceChildren(); showFiles(); });
    $("pasted").addEventListener("input", plan);
    $("go").addEventListener("click", run);
    $("cancel").addEventListener("click", stop);
    $("trust").addEventListener("input", showTrust);
    $("trust-file").addEventListener("change", async e => { const file = e.target.files[0]; if (file) await during(() => useTrust({ file })); e.target.value = ""; });
    for (const r of document.querySelectorAll("input[name=trust]")) r.addEventListener("change", showTrust);
  }

  // Files that a page of the site asks to have checked: verify.html#file=PATH.
  async function fromLink() {
    const fault = /^#fault(=dead)?$/.exec(location.hash); // shows what a fault of the program looks like
    if (fault) { await verify.ask("fault", [], { how: fault[1] ? "dead" : "" }).catch(showError); return; }
    let refused = "";
    const want = new URLSearchParams(location.hash.slice(1)).getAll("file").slice(0, 4);
    for (const path of want) {
      const url = new URL(path, location.href);
      if (url.origin !== location.origin) continue;
      try {
        const res = await fetch(url);
        if (!res.ok) throw new Error("HTTP " + res.status);
        const blob = await res.blob();
        refused = await add([new File([blob], decodeURIComponent(url.pathname.split("/").pop()) || "file")], true) || refused;
      } catch (e) { refused = t("link-failed", { path, why: e.message }); }
    }
    if (refused) say(refused);
  }

  if (location.protocol === "file:" && given.worker) { $("offline").hidden = false; $("tool").hidden = true; return; }
  $("tool").hidden = false;
  listen();
  showFiles();
  const began = performance.now();
  verify.start().then(() => {
    document.documentElement.dataset.ready = Math.round(performance.now() - began);
    $("state").textContent = t("ready");
    showTrust();
    return fromLink();
  }, showError);
})();
