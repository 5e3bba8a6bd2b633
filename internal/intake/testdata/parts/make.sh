#!/usr/bin/env bash
# Makes the files of this folder of one source, with Debian's packages pandoc,
# libreoffice-writer-nogui, texlive-latex-recommended, texlive-fonts-recommended,
# texlive-xetex, lmodern, chromium, fonts-dejavu-core, fonts-wqy-microhei, fonts-noto-core and qpdf. It is run by hand;
# what it made is committed, so that the tests need none of these programs.
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
sed 's|</head>|<style>body{columns:2;column-gap:2em;text-align:justify;hyphens:auto;max-width:none !important;font-size:11pt} h1{column-span:all}</style></head>|' source.html >"$work/columns.html"
sed 's|</head>|<style>body{font-family:"DejaVu Sans";font-size:10pt;line-height:1.6} p{margin:0;text-indent:1.5em}</style></head>|' source.html >"$work/indent.html"
print() { # page, pdf, further options
	chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --user-data-dir="$work/chromium" "${@:3}" \
		--print-to-pdf="$2" "file://$1" >/dev/null 2>&1
}
cp source.html "$work/source.html"
print "$work/source.html" chromium.pdf --no-pdf-header-footer
print "$work/source.html" chromium-head.pdf
print "$work/columns.html" chromium-columns.pdf --no-pdf-header-footer
print "$work/indent.html" chromium-indent.pdf --no-pdf-header-footer
print "$PWD/scripts.html" scripts.pdf --no-pdf-header-footer
print "$PWD/directions.html" directions.pdf --no-pdf-header-footer

# Scripts by LibreOffice, which sets the last lines of Arabic and Hebrew from the left.
for name in scripts directions; do
	soffice --headless --convert-to odt --infilter="HTML (StarWriter)" --outdir "$work" "$name.html" >/dev/null
	soffice --headless --convert-to pdf --outdir "$work" "$work/$name.odt" >/dev/null
	cp "$work/$name.pdf" "libreoffice-$name.pdf"
done

# A PDF under a password.
qpdf --static-id --encrypt secret secret 256 -- latex.pdf "$work/encrypted.pdf"
cp "$work/encrypted.pdf" encrypted.pdf
