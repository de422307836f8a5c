package reading

import "strings"

// columns says which cell of a table holds what; -1 for none.
type columns struct{ action, owner, due, name, role, org, status int }

// tables reads the tables of actions and of participants.
func (r *reader) tables() {
	for i := 0; i < len(r.lines); {
		if r.lines[i].cells == nil {
			i++
			continue
		}
		end := i
		for end < len(r.lines) && r.lines[end].cells != nil && (end == i || !r.lines[end].blank) {
			end++
		}
		r.table(r.lines[i:end])
		i = end
	}
}

func (r *reader) table(rows []line) {
	cols := r.columnsOf(rows[0].cells)
	body := rows[1:]
	if cols.action < 0 && cols.name < 0 {
		if rows[0].section != secActions && rows[0].section != secTasks {
			return
		}
		cols = columns{action: r.longestCell(rows), owner: -1, due: -1, name: -1, role: -1, org: -1, status: -1}
		body = rows
	}
	for _, row := range body {
		if cols.action >= 0 {
			r.actionRow(row, cols)
		} else {
			r.personRow(row, cols)
		}
	}
}

// columnsOf reads the heads of a table.
func (r *reader) columnsOf(head []stretch) columns {
	c := columns{-1, -1, -1, -1, -1, -1, -1}
	for i, cell := range head {
		t := strings.ToLower(strings.Trim(r.src.str(cell), "*_ 　"))
		switch s := sectionOf(t); {
		case s == secOwner && c.owner < 0:
			c.owner = i
		case s == secDue && c.due < 0:
			c.due = i
		case actionHead[t] || s == secActions && c.action < 0:
			c.action = i
		case t == "status" || t == "状态" || t == "进展" || t == "progress" || t == "完成情况":
			c.status = i
		case t == "name" || t == "姓名" || t == "participant" || t == "attendee":
			c.name = i
		case t == "role" || t == "title" || t == "position" || t == "职务" || t == "function":
			c.role = i
		case t == "organisation" || t == "organization" || t == "单位" || t == "affiliation" || t == "company" || t == "工作单位":
			c.org = i
		}
	}
	if c.owner < 0 && c.due < 0 && c.action >= 0 && len(head) > 2 && !actionHead[strings.ToLower(strings.Trim(r.src.str(head[c.action]), "*_ 　"))] {
		c.action = -1
	}
	if c.action < 0 && (c.owner >= 0 || c.due >= 0) && c.name < 0 {
		for i := range head {
			if i != c.owner && i != c.due && i != c.status && c.action < 0 && len(r.src.str(head[i])) > 6 {
				c.action = i
			}
		}
	}
	return c
}

var actionHead = wordSet(`action task activity measure item deliverable commitment decision recommendation milestone action-item
	工作事项 事项 任务 工作任务 重点任务 工作内容 内容 督办事项 主要任务 具体任务 工作措施 措施 行动 行动项 目标任务 项目 任务内容 待办事项 议定事项 重点工作 具体事项 具体措施 事项内容`)

func (r *reader) longestCell(rows []line) int {
	best, size := 0, 0
	for i := range rows[0].cells {
		n := 0
		for _, row := range rows {
			if i < len(row.cells) {
				n += row.cells[i].to - row.cells[i].from
			}
		}
		if n > size {
			best, size = i, n
		}
	}
	return best
}

func cell(row line, i int) stretch {
	if i < 0 || i >= len(row.cells) {
		return stretch{}
	}
	return row.cells[i]
}

func (r *reader) actionRow(row line, c columns) {
	quote := r.src.trimEnds(cell(row, c.action))
	if quote.empty() || len(r.src.str(quote)) < 6 {
		return
	}
	zh := chinese(r.src.str(quote))
	switch strings.ToLower(r.src.str(r.src.trim(cell(row, c.status)))) {
	case "done", "completed", "complete", "closed", "已完成", "完成", "已办结":
		r.achievements = append(r.achievements, achievement{quote, zh})
		return
	}
	if reason, ok := noteOf(r.src.str(quote), zh); ok && reason == NoteThought {
		r.note(quote, reason)
		return
	}
	r.add(duty{quote: quote, responsible: r.src.trimEnds(cell(row, c.owner)), due: r.src.trimEnds(cell(row, c.due)), grade: GradeMust, kind: MeasureDecision, zh: zh})
}

func (r *reader) personRow(row line, c columns) {
	name := r.src.trim(cell(row, c.name))
	org := r.src.trim(cell(row, c.org))
	if name.empty() && org.empty() {
		return
	}
	quote := name
	if name.empty() {
		quote = org
	}
	r.listed = true
	r.meet(person{name: name, role: r.src.trim(cell(row, c.role)), org: org, quote: quote, part: PartAttendee})
}

// attach gives the owner or time limit of a line like 责任单位：市财政局 to the
// duties of the item before it.
func (r *reader) attach(from int, s section, p stretch) {
	for i := from; i < len(r.duties); i++ {
		d := &r.duties[i]
		switch {
		case s == secOwner && d.responsible.empty():
			d.responsible = p
		case s == secDue && d.due.empty():
			d.due = p
		}
	}
}
