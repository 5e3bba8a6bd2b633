// Package inworker (level 6) joins Go compiled to WebAssembly to the script that runs
// it, in a browser's worker or in Node.js: files read in pieces, answers and errors as
// JSON, progress, and a panic as a message. It is empty on other systems.
//
// The script sets three functions before it starts the program:
//
//	vowHost.read(file, from, length)  the bytes of a file, as a Uint8Array
//	vowHost.tell(bytes)               how many bytes were read so far
//	vowHost.out(name, bytes)          a piece of a file that is made; pieces come in order
//
// and finds vowCall(op, request, files, done) when the program is ready: request is
// JSON, files a list of {name, size, file}, and done is called once with JSON.
package inworker
