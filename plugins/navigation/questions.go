package navigation

import "diptych/player/value"

// QuizQuestion is a question of a quiz as its plugin tells of it.
type QuizQuestion struct {
	ID, Text   string
	Start      float64 // seconds
	Number     int     // from 1
	State      int     // 1 open, 2 answered, 3 wrong, 4 right
	Reflection bool    // nothing is asked, play only waits
}

// Questions is the payload of QuizChanged.
type Questions []QuizQuestion

// AppendJSON implements value.Marshaler.
func (qs Questions) AppendJSON(dst []byte) []byte {
	var list value.Array
	for _, q := range qs {
		f := value.Empty.Str("id", q.ID).Int("index", q.Number-1).Num("startTime", q.Start).Str("question", q.Text)
		kind := 1
		if q.Reflection {
			kind = 3 // KalturaQuestionType REFLECTION_POINT
		}
		list = list.Add(f.Int("state", q.State).Int("type", kind))
	}
	return value.Empty.Put("qqa", list).AppendJSON(dst)
}
