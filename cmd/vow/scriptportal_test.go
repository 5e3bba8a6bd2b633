package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"vow"
	"vow/internal/portal"
	"vow/internal/portal/fakesite"
)

// What stands around a served site in a script: a folder to serve, and a reader.

// writeFakeSite writes a folder that looks like an exported site, with one report
// that is due on 31 August 2026: fakesite DIR EXPORTED ENTRIES
func writeFakeSite() {
	if len(os.Args) != 4 {
		die("usage: fakesite DIR EXPORTED ENTRIES")
	}
	exported, err := vow.ParseTime(os.Args[2])
	if err != nil {
		die(err)
	}
	n, err := strconv.Atoi(os.Args[3])
	if err != nil {
		die(err)
	}
	due := vow.At(time.Date(2026, 8, 31, 21, 59, 59, 0, time.UTC))
	err = fakesite.Write(os.Args[1], fakesite.Options{
		At: exported, Entries: n, Pages: 1,
		Reports: []portal.ReportStatus{{Due: due, Report: "report-0", Status: "sealed", Title: "Report"}},
	})
	if err != nil {
		die(err)
	}
}

// getURL prints what a URL answers, its status first: get URL
func getURL() {
	if len(os.Args) != 2 {
		die("usage: get URL")
	}
	resp, err := (&http.Client{Timeout: 20 * time.Second}).Get(os.Args[1])
	if err != nil {
		die(err)
	}
	defer resp.Body.Close()
	fmt.Println(resp.StatusCode)
	if _, err := io.Copy(os.Stdout, resp.Body); err != nil {
		die(err)
	}
}

func die(say any) {
	fmt.Fprintln(os.Stderr, say)
	os.Exit(2)
}
