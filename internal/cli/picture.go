package cli

import (
	"github.com/spf13/cobra"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
)

func newPictureCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "picture",
		Short: "Draw a report's timeline, and who stood where, as SVG",
		Long: `Draw what is known as SVG: one file that stands alone, without script, link or font,
with a description for those who cannot see it. It is legible on paper, on a dark screen
and without colours.

A picture of a home with a private store says on its face that it is not for publication,
unless --public leaves out what is not public.`,
		Example: `  vow picture timeline region-2026 -o timeline.svg --public
  vow picture grid letter-2019 motion-7 -o grid.svg`,
		Annotations: exits(""),
	}
	cmd.AddCommand(newPictureTimelineCommand(a), newPictureGridCommand(a), newPictureTilesCommand(a))
	return cmd
}

// pictureOptions are the flags of every picture.
type pictureOptions struct {
	Out    string
	Public bool
}

func (o *pictureOptions) add(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&o.Out, "output", "o", "", "write the picture to this `FILE`; - or none is standard output")
	cmd.Flags().BoolVar(&o.Public, "public", false, "only what is public already: entries and opened events")
}

// picture is what can be drawn.
type picture interface{ SVG() []byte }

// draw draws what a use case of the home gathers.
func (a *app) draw(cmd *cobra.Command, o pictureOptions, gather func(h *office.Home) (picture, error)) error {
	return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
		p, err := gather(h)
		if err != nil {
			return err
		}
		if o.Public || o.Out == "" || o.Out == "-" {
			return a.writeOutput(o.Out, p.SVG())
		}
		return new(durable.Disk).WriteFile(o.Out, p.SVG(), durable.Private)
	})
}

func newPictureTimelineCommand(a *app) *cobra.Command {
	var o pictureOptions
	cmd := &cobra.Command{
		Use:   "timeline REPORT",
		Short: "Draw what happened about a report, in order",
		Long: `Draw what happened about a report: promises and moves, with when it was to be; texts,
notices and replies, approaches, letters, statements, votes, seals and releases. A vague
date is a bar as long as what it can mean. What an observer reports of others is hollow.`,
		Example:     "  vow picture timeline region-2026 -o timeline.svg --public",
		Annotations: exits("drawn", vow.CodeState),
		Args:        argNames("REPORT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.draw(cmd, o, func(h *office.Home) (picture, error) { return h.Timeline(cmd.Context(), args[0], o.Public) })
		},
	}
	o.add(cmd)
	return cmd
}

func newPictureGridCommand(a *app) *cobra.Command {
	var o pictureOptions
	cmd := &cobra.Command{
		Use:   "grid [INSTRUMENT…]",
		Short: "Draw who stood where on several instruments",
		Long: `Draw a row for each party and a column for each instrument, vote, statement or letter,
headed by the question that it was on; without INSTRUMENT, all that positions are noted
on. Where the questions differ, another stand is no change of mind by itself: the
picture says so.`,
		Example:     "  vow picture grid letter-2019 motion-7 -o grid.svg",
		Annotations: exits("drawn", vow.CodeState),
		Args:        cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.draw(cmd, o, func(h *office.Home) (picture, error) { return h.Grid(cmd.Context(), args, o.Public) })
		},
	}
	o.add(cmd)
	return cmd
}

func newPictureTilesCommand(a *app) *cobra.Command {
	var o pictureOptions
	var onMap bool
	cmd := &cobra.Command{
		Use:   "tiles INSTRUMENT",
		Short: "Draw one instrument over all member States",
		Long: `Draw a tile of the same size for each member State, by regional group, so that no State
is too small to be seen.

--map draws a map instead, with tiles beneath it for those that it is too coarse to show.
Its borders are those of a public data set, and the picture says that they imply no
opinion on any.`,
		Example:     "  vow picture tiles motion-7 -o tiles.svg\n  vow picture tiles motion-7 --map -o map.svg",
		Annotations: exits("drawn", vow.CodeState),
		Args:        argNames("INSTRUMENT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.draw(cmd, o, func(h *office.Home) (picture, error) {
				t, err := h.Tiles(cmd.Context(), args[0], o.Public)
				if err == nil {
					t.Map = onMap
				}
				return t, err
			})
		},
	}
	o.add(cmd)
	cmd.Flags().BoolVar(&onMap, "map", false, "draw a map with borders instead of tiles")
	return cmd
}
