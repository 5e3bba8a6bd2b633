#!/usr/bin/env bash
# Makes the files of this folder of one source, with Debian's packages pandoc,
# libreoffice-writer-nogui, texlive-latex-recommended, texlive-fonts-recommended,
# texlive-xetex, lmodern, chromium, fonts-dejavu-core, fonts-wqy-microhei and qpdf. It is run by hand; what
# it made is committed, so that the tests need none of these programs.
#
#     internal/intake/testdata/parts/make.sh
set -euo pipefail
cd "$(dirname "$0")"
export SOURCE_DATE_EPOCH=1756684800 FORCE_SOURCE_DATE=1 TZ=UTC
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work

# LibreOffice: a text document, saved as DOCX and as PDF.
pandoc -s source.md -o "$work/libreoffice.odt"
soffice --headless --convert-to docx:"MS Word 2007 XML" --outdir "$work" "$work/libreoffice.odt" >/dev/null
soffice --headless --convert-to pdf --outdir "$work" "$work/libreoffice.odt" >/dev/null
cp "$work"/libreoffice.{docx,pdf} .

# pandoc's own DOCX, whose lists and notes are written in another way.
pandoc -s source.md -o pandoc.docx

# LaTeX: one column with a running head, and two columns.
pandoc -s -V papersize=a4 -V pagestyle=headings -V lmodern source.md -o "$work/latex.tex"
sed 's/\\documentclass\[/\\documentclass[twocolumn,/; s/{longtable}/{tabular}/; s/\\endhead//; s/\\endlastfoot//' "$work/latex.tex" >"$work/latex-two.tex"
for name in latex latex-two; do
	pdflatex -interaction batchmode -output-directory "$work" "$work/$name.tex" >/dev/null || true
	pdflatex -interaction batchmode -output-directory "$work" "$work/$name.tex" >/dev/null || true
	cp "$work/$name.pdf" .
done

# Chromium: a page, and its print.
pandoc -s --metadata pagetitle="Assessment of the water supply" source.md -o source.html
for page in source scripts; do
	chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --user-data-dir="$work/chromium" --no-pdf-header-footer \
		--print-to-pdf="$work/$page.pdf" "file://$PWD/$page.html" >/dev/null 2>&1
done
cp "$work/source.pdf" chromium.pdf
cp "$work/scripts.pdf" scripts.pdf

# A PDF under a password.
qpdf --static-id --encrypt secret secret 256 -- latex.pdf "$work/encrypted.pdf"
cp "$work/encrypted.pdf" encrypted.pdf
