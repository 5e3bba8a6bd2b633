"use strict";
// Runs one module of the verifier, off the page: what it is given stays in this
// worker, and ending the worker ends whatever it does. wasm_exec.js stands above.
(() => {
  const slices = typeof FileReaderSync === "function" ? new FileReaderSync() : null;
  const step = 1 << 21; // bytes between two reports of progress
  let last = "", told = 0, made = new Map(), running = false, started = null;

  // What Go writes as it dies: the end of it is kept for the message.
  fs.writeSync = (fd, buf) => { last = (last + new TextDecoder().decode(buf)).slice(-4000); return buf.length; };

  globalThis.vowHost = {
    read: (file, from, length) => new Uint8Array(slices.readAsArrayBuffer(file.slice(from, from + length))),
    tell: n => { if (n < told || n - told >= step) { told = n; postMessage({ progress: n }); } },
    out: (name, bytes) => { if (!made.has(name)) made.set(name, []); made.get(name).push(new Blob([bytes])); },
    ready: () => started(),
  };

  // Where a server does not compress, the compressed file beside the module is
  // fetched: a fifth of the bytes.
  async function fetched(url, sum) {
    const plain = await fetch(url);
    if (!plain.ok) throw new Error(url + ": " + plain.status);
    if (plain.headers.get("content-encoding")) return checked(await plain.arrayBuffer(), sum);
    const packed = await fetch(url + ".gz").catch(() => null);
    if (!packed || !packed.ok || typeof DecompressionStream !== "function") return checked(await plain.arrayBuffer(), sum);
    plain.body.cancel();
    return checked(await unpacked(await packed.arrayBuffer()), sum);
  }

  // A server may have unpacked it already.
  async function unpacked(bytes) {
    const b = new Uint8Array(bytes);
    if (b[0] !== 0x1f || b[1] !== 0x8b) return bytes;
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  }

  // A page over plain HTTP has no digest function: then the module's own says later
  // what it is.
  async function checked(bytes, sum) {
    if (!sum || !globalThis.crypto || !crypto.subtle) return bytes;
    const d = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const hex = Array.from(d, x => x.toString(16).padStart(2, "0")).join("");
    if (hex !== sum) throw new Error("the verifier's file is not the one that this page names: " + hex);
    return bytes;
  }

  async function start(m) {
    const go = new Go();
    let module = m.module, bytes;
    if (!module) {
      bytes = m.bytes ? await unpacked(m.bytes) : await fetched(m.url, m.sha256);
      module = await WebAssembly.compile(bytes);
      postMessage({ module });
    }
    const instance = await WebAssembly.instantiate(module, go.importObject);
    const ready = new Promise(done => { started = done; });
    go.run(instance).then(() => died(), died);
    await ready;
    postMessage({ ready: true });
    if (bytes) hash(bytes);
  }

  // The module says which bytes it is itself made of.
  function hash(bytes) {
    const file = new Blob([bytes]);
    vowCall("hash", "{}", [{ name: "module", size: file.size, file }], text => {
      const a = JSON.parse(text);
      postMessage({ hash: a.error ? "" : JSON.parse(a.json)[0], size: bytes.byteLength });
    });
  }

  function died(e) {
    const what = last.trim().split("\n").find(l => /^(fatal error|panic|runtime)/.test(l)) || last.trim() || (e && e.message) || "";
    postMessage({ dead: what.slice(0, 300) });
  }

  function ask(m) {
    made = new Map(); told = 0; running = true;
    const files = m.files.map(f => ({ name: f.name, size: f.file.size, file: f.file }));
    vowCall(m.op, JSON.stringify(m.request || {}), files, text => {
      running = false;
      const a = JSON.parse(text);
      if (a.error) { postMessage({ id: m.id, error: a.error }); return; }
      const out = Array.from(made, ([name, parts]) => ({ name, file: new Blob(parts) }));
      postMessage({ id: m.id, report: a.json ? JSON.parse(a.json) : null, json: a.json, card: a.card || "", code: a.code || "", exit: a.exit, say: a.say || "", hint: a.hint || "", files: out });
    });
  }

  onmessage = e => {
    const m = e.data;
    if (m.start) { start(m.start).catch(died); return; }
    try { ask(m); } catch (err) { died(err); }
  };
})();
