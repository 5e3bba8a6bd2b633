"use strict";
// Runs a module in Node.js: a question as a line of JSON in, an answer as one out.
// Arguments: wasm_exec.js, the module.
const fs = require("fs"), readline = require("readline");
const [, , exec, module_] = process.argv;
(0, eval)(fs.readFileSync(exec, "utf8"));
let started;
globalThis.vowHost = {
  read(file, from, length) {
    const b = new Uint8Array(length);
    const n = fs.readSync(file.fd, b, 0, length, from);
    return b.subarray(0, n);
  },
  tell() {},
  out() {},
  ready() { started(); },
};
const ready = new Promise(ok => { started = ok; });
const go = new Go();
WebAssembly.instantiate(fs.readFileSync(module_), go.importObject).then(async r => {
  go.run(r.instance).then(() => process.exit(9));
  await ready;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const q = JSON.parse(line);
    const files = q.files.map(f => { const fd = fs.openSync(f.path, "r"); return { name: f.name, size: fs.fstatSync(fd).size, file: { fd } }; });
    const began = process.hrtime.bigint(), cpu = process.cpuUsage();
    const text = await new Promise(done => vowCall(q.op, JSON.stringify(q.request || {}), files, done));
    const ms = Number(process.hrtime.bigint() - began) / 1e6, used = process.cpuUsage(cpu);
    for (const f of files) fs.closeSync(f.file.fd);
    process.stdout.write(JSON.stringify({ ms, cpu: (used.user + used.system) / 1e3, memory: r.instance.exports.mem.buffer.byteLength, answer: JSON.parse(text) }) + "\n");
  }
  process.exit(0);
});
