package browsertest

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Look is how a reader sees a page.
type Look struct {
	Name          string
	Width, Height int64 // CSS pixels
	Mobile        bool  // a phone: touch, two device pixels a CSS pixel
	Dark          bool  // prefers-color-scheme: dark
	Print         bool  // media type print
	NoScript      bool  // JavaScript switched off
}

// The looks that every page is tried under.
var (
	Light    = Look{Name: "light", Width: 1200, Height: 900}
	Dark     = Look{Name: "dark", Width: 1200, Height: 900, Dark: true}
	Phone    = Look{Name: "phone", Width: 390, Height: 844, Mobile: true}
	Print    = Look{Name: "print", Width: 794, Height: 1123, Print: true} // A4
	NoScript = Look{Name: "noscript", Width: 1200, Height: 900, NoScript: true}
	Looks    = []Look{Light, Dark, Phone, Print, NoScript}
)

// apply makes the tab show pages so from the next navigation on.
func (l Look) apply(ctx context.Context, t *chromedp.Target) error {
	scale := 1.0
	if l.Mobile {
		scale = 2
	}
	size := emulation.SetDeviceMetricsOverrideParams{Width: l.Width, Height: l.Height, DeviceScaleFactor: scale, Mobile: l.Mobile}
	if _, err := cdp.Call(ctx, t, emulation.SetDeviceMetricsOverride, size); err != nil {
		return err
	}
	scheme, media := "light", "screen"
	if l.Dark {
		scheme = "dark"
	}
	if l.Print {
		media = "print"
	}
	seen := emulation.SetEmulatedMediaParams{Media: media, Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	if _, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, seen); err != nil {
		return err
	}
	_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.NoScript})
	return err
}
