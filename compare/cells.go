package compare

// A number in a table says what its row and its column say. Two that changed places
// are each found elsewhere with the same words, and are no cells that moved: they are
// two changed numbers.

// tableRow is the cells of one row: blocks from up to end.
type tableRow struct{ from, end int }

func (r tableRow) len() int { return r.end - r.from }

// tableRows returns the rows of tables of a text, and for each block the number of its
// row, or -1.
func tableRows(blocks []Block) (rows []tableRow, of []int) {
	of = unpaired(len(blocks))
	for i := range blocks {
		if blocks[i].Row == 0 {
			continue
		}
		if n := len(rows); n > 0 && rows[n-1].end == i && blocks[i-1].Row == blocks[i].Row {
			rows[n-1].end++
		} else {
			rows = append(rows, tableRow{i, i + 1})
		}
		of[i] = len(rows) - 1
	}
	return rows, of
}

// pairCells pairs cells with numbers that were found in another row, or in another
// column of it, with what stands in their place instead.
func (c *comparison) pairCells() {
	rowsA, ofA := tableRows(c.a.blocks)
	rowsB, ofB := tableRows(c.b.blocks)
	if len(rowsA) == 0 || len(rowsB) == 0 {
		return
	}
	type placed struct{ a, b int }
	var wrong []placed
	for r, x := range rowsA {
		y, ok := c.sameRow(x, rowsB, ofB)
		if !ok || c.columnsMoved(rowsA, r, y) {
			continue
		}
		for k := range x.len() {
			a, b := x.from+k, y.from+k
			if c.pairA[a] == b || c.a.len(a) == 0 || c.b.len(b) == 0 || !c.hasNumber(c.a.of(a)) && !c.hasNumber(c.b.of(b)) {
				continue
			}
			if i, j := c.pairB[b], c.pairA[a]; i >= 0 && ofA[i] < 0 || j >= 0 && ofB[j] < 0 {
				continue // a line of text outside tables has it
			}
			wrong = append(wrong, placed{a, b})
		}
	}
	for _, p := range wrong {
		if b := c.pairA[p.a]; b >= 0 {
			c.pairB[b] = -1
		}
		if a := c.pairB[p.b]; a >= 0 {
			c.pairA[a] = -1
		}
		c.pair(p.a, p.b)
	}
}

// sameRow returns the row of the copy that a row became: that of its first cell if it
// is the first there, too, with as many cells.
func (c *comparison) sameRow(x tableRow, rows []tableRow, of []int) (tableRow, bool) {
	b := c.pairA[x.from]
	if b < 0 || of[b] < 0 {
		return tableRow{}, false
	}
	y := rows[of[b]]
	return y, y.from == b && y.len() == x.len()
}

// columnsMoved reports whether the cells of a row stand in the copy's row as those of
// the first row of its table do there, in another order.
func (c *comparison) columnsMoved(rows []tableRow, r int, y tableRow) bool {
	top := r
	for top > 0 && rows[top-1].end == rows[top].from && c.a.blocks[rows[top-1].from].Row>>32 == c.a.blocks[rows[r].from].Row>>32 {
		top--
	}
	head, moved := rows[top], false
	headTo := c.pairA[head.from]
	if top == r || headTo < 0 || head.len() != rows[r].len() {
		return false
	}
	for k := range head.len() {
		to, toHead := c.pairA[rows[r].from+k]-y.from, c.pairA[head.from+k]-headTo
		if to != toHead {
			return false
		}
		moved = moved || to != k
	}
	return moved
}

// hasNumber reports whether a number is among words.
func (c *comparison) hasNumber(t []token) bool {
	for i := range t {
		if c.voc.traitsOf(t[i].id)&traitNumber != 0 {
			return true
		}
	}
	return false
}
