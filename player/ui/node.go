// Package ui composes what is shown. It publishes trees of named components
// (web/src/ui draws them), and patches of the store slices that components and
// plugins read. It never touches a document.
package ui

import "diptych/player/value"

// Node is one component of a tree.
type Node struct {
	Component string // name of a component in web/src/ui
	Key       string // stable identity among siblings
	Props     value.Fields
	Children  []Node
}

// AppendJSON writes the node as {"c":component,"k":key,"p":props,"ch":[...]},
// leaving out what is empty.
func (n Node) AppendJSON(dst []byte) []byte {
	dst = append(dst, `{"c":`...)
	dst = value.AppendString(dst, n.Component)
	if n.Key != "" {
		dst = value.AppendString(append(dst, `,"k":`...), n.Key)
	}
	if len(n.Props) > 0 {
		dst = n.Props.AppendJSON(append(dst, `,"p":`...))
	}
	for i, child := range n.Children {
		if i == 0 {
			dst = append(dst, `,"ch":[`...)
		} else {
			dst = append(dst, ',')
		}
		dst = child.AppendJSON(dst)
	}
	if len(n.Children) > 0 {
		dst = append(dst, ']')
	}
	return append(dst, '}')
}
