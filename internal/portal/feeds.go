package portal

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"

	"vow"
)

// maxItems is how many of the newest entries a feed holds.
const maxItems = 100

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  atomAuthor  `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
	Type string `xml:"type,attr,omitempty"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Content string   `xml:"content"`
}

type jsonFeed struct {
	Version string     `json:"version"`
	Title   string     `json:"title"`
	Home    string     `json:"home_page_url,omitempty"`
	Feed    string     `json:"feed_url,omitempty"`
	Items   []jsonItem `json:"items"`
}

type jsonItem struct {
	ID   string `json:"id"`
	URL  string `json:"url"`
	Text string `json:"content_text"`
	Date string `json:"date_published"`
}

// feeds writes the feeds and the calendar of the office, and what describes the files.
func (s *site) feeds(context.Context) error {
	var list []*entry
	for i := s.Entries - 1; i >= 0 && len(list) < maxItems; i-- {
		if e := s.entry(i); e.body != nil && e.Kind != vow.KindDayFixed {
			list = append(list, e)
		}
	}
	if err := s.feed("", s.Name, "index.html", list); err != nil {
		return err
	}
	if err := s.out.put("dates.ics", s.calendar(s.Rows), Page); err != nil {
		return err
	}
	api, err := web.ReadFile("web/openapi.json")
	if err != nil {
		return err
	}
	return s.out.put("openapi.json", api, Page)
}

// reportFeeds writes those of one report.
func (s *site) reportFeeds(r *report) error {
	var list []*entry
	for i := len(r.Entries) - 1; i >= 0 && len(list) < maxItems; i-- {
		list = append(list, r.Entries[i])
	}
	dir := "r/" + r.Slug + "/"
	if err := s.feed(dir, r.Title, dir+"index.html", list); err != nil {
		return err
	}
	return s.out.put(dir+"dates.ics", s.calendar([]*Row{r.Row}), Page)
}

// id names something of this record for feeds and calendars (RFC 4151).
func (s *site) id(what string) string {
	host, rest, _ := strings.Cut(s.Origin, "/")
	return fmt.Sprintf("tag:%s,%s:%s/%s", host, s.p.Record.Office().Created.At.String()[:10], rest, what)
}

// link is the way from a file in dir to a file of the site; the whole address where it
// is known.
func (s *site) link(dir, to string) string {
	if s.base != "" {
		return s.base + to
	}
	return up(dir) + to
}

// marked says of a title, where it is so, that an observer wrote this.
func (s *site) marked(title string) string {
	if s.Observer {
		title += " (an observer's reconstruction)"
	}
	return title
}

func (s *site) feed(dir, title, home string, list []*entry) error {
	what := "feed"
	if dir != "" {
		what = dir + "feed"
	}
	title = s.marked(title)
	a := atomFeed{ID: s.id(what), Title: clean(title), Author: atomAuthor{clean(s.Name)}, Updated: s.p.Record.Office().Created.At.String(),
		Links: []atomLink{{"alternate", s.link(dir, home), "text/html"}, {"self", s.link(dir, dir+"feed.atom"), "application/atom+xml"}}}
	j := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: title, Items: []jsonItem{}}
	if s.base != "" {
		j.Home, j.Feed = s.base+home, s.base+dir+"feed.json"
	}
	for i, e := range list {
		if i == 0 {
			a.Updated = e.At.String()
		}
		id, to := s.id(fmt.Sprintf("%d", e.Index)), s.link(dir, fmt.Sprintf("%s#e%d", recordName(e.Index/256), e.Index))
		say := e.Say
		if e.Event != "" {
			say = e.Event
		}
		if e.Report != "" && dir == "" {
			say = e.Report + ": " + say
		}
		a.Entries = append(a.Entries, atomEntry{ID: id, Title: clean(say), Updated: e.At.String(), Link: atomLink{Rel: "alternate", Href: to, Type: "text/html"}, Content: clean(say)})
		j.Items = append(j.Items, jsonItem{ID: id, URL: to, Text: say, Date: e.At.String()})
	}
	b, err := xml.MarshalIndent(a, "", " ")
	if err != nil {
		return err
	}
	if err := s.out.put(dir+"feed.atom", append([]byte(xml.Header), append(b, '\n')...), Page); err != nil {
		return err
	}
	if b, err = json.MarshalIndent(j, "", " "); err != nil {
		return err
	}
	return s.out.put(dir+"feed.json", append(b, '\n'), Page)
}

// clean leaves out what XML cannot hold.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' || r == 0xfffe || r == 0xffff {
			return ' '
		}
		return r
	}, s)
}

// calendar is the dates on which something must happen, or happens by itself (RFC 5545).
func (s *site) calendar(rows []*Row) []byte {
	var b bytes.Buffer
	line := func(format string, args ...any) { foldLine(&b, fmt.Sprintf(format, args...)) }
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//vow//site//EN")
	line("X-WR-CALNAME:%s", icsText(s.marked(s.Name)))
	for _, r := range rows {
		stamp := r.Said.Go().UTC().Format("20060102T150405Z")
		event := func(what, day, say string) {
			line("BEGIN:VEVENT")
			line("UID:%s", icsText(s.id("r/"+r.Slug+"/"+what)))
			line("DTSTAMP:%s", stamp)
			line("DTSTART;VALUE=DATE:%s", strings.ReplaceAll(day, "-", ""))
			line("SUMMARY:%s", icsText(say))
			if s.base != "" { // a calendar has no address that another could be relative to
				line("URL:%s", s.base+"r/"+r.Slug+"/index.html")
			}
			line("TRANSP:TRANSPARENT")
			line("END:VEVENT")
		}
		if r.Due.Day != "" {
			event("due", r.Due.Day, "Due: "+r.Title)
		}
		if r.First.Day != "" && r.First.Day != r.Due.Day {
			event("first-due", r.First.Day, "First promised for this day: "+r.Title)
		}
		if !r.Opens.IsZero() {
			event("opens", r.Opens.String()[:10], "Opens by itself at "+r.Opens.String()[11:16]+" UTC at the latest: "+r.Title)
		}
	}
	if !bytes.Contains(b.Bytes(), []byte("BEGIN:VEVENT")) { // a calendar holds something (RFC 5545, section 3.6)
		for _, l := range []string{"BEGIN:VTIMEZONE", "TZID:UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE"} {
			line("%s", l)
		}
	}
	line("END:VCALENDAR")
	return b.Bytes()
}

func icsText(s string) string {
	s = clean(s)
	for _, c := range []string{`\`, ";", ","} {
		s = strings.ReplaceAll(s, c, `\`+c)
	}
	return strings.ReplaceAll(s, "\n", `\n`)
}

// foldLine writes a line of at most 75 bytes, and what is longer on lines that begin
// with a space.
func foldLine(b *bytes.Buffer, s string) {
	n := 0
	for _, r := range s {
		c := string(r)
		if n+len(c) > 75 {
			b.WriteString("\r\n ")
			n = 1
		}
		b.WriteString(c)
		n += len(c)
	}
	b.WriteString("\r\n")
}
