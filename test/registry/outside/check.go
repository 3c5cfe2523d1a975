// Checks a log of Custos with the packages that Go uses for its own checksum database, and no code of ours:
// the signatures of two checkpoints, that the newer one continues the older, and that each entry is in the log.
// Reads one JSON object on standard input, prints how many entries it proved, and ends with 1 on the first doubt.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type input struct {
	Vkey        string   `json:"vkey"`
	Older       string   `json:"older"`
	Newer       string   `json:"newer"`
	Consistency []string `json:"consistency"`
	// Proofs in the form of c2sp.org/tlog-proof, each with its entry as `extra`.
	Proofs []string `json:"proofs"`
}

type head struct {
	size int64
	root tlog.Hash
}

func main() {
	var in input
	must(json.NewDecoder(os.Stdin).Decode(&in))
	verifier, err := note.NewVerifier(in.Vkey)
	must(err)
	older := open(in.Older, verifier)
	newer := open(in.Newer, verifier)
	must(tlog.CheckTree(hashes(in.Consistency), newer.size, newer.root, older.size, older.root))
	for _, proof := range in.Proofs {
		check(proof, verifier)
	}
	fmt.Println(len(in.Proofs))
}

func open(text string, verifier note.Verifier) head {
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 3 || lines[0] != verifier.Name() {
		fail("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	return head{size, hash(lines[2])}
}

func check(text string, verifier note.Verifier) {
	lines, rest, found := strings.Cut(text, "\n\n")
	if !found {
		fail("not a proof")
	}
	parts := strings.Split(lines, "\n")
	if len(parts) < 3 || parts[0] != "c2sp.org/tlog-proof@v1" {
		fail("not a proof")
	}
	entry, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(parts[1], "extra "))
	must(err)
	index, err := strconv.ParseInt(strings.TrimPrefix(parts[2], "index "), 10, 64)
	must(err)
	at := open(rest, verifier)
	must(tlog.CheckRecord(hashes(parts[3:]), at.size, at.root, index, tlog.RecordHash(entry)))
}

func hashes(texts []string) []tlog.Hash {
	all := make([]tlog.Hash, 0, len(texts))
	for _, text := range texts {
		all = append(all, hash(text))
	}
	return all
}

func hash(text string) tlog.Hash {
	parsed, err := tlog.ParseHash(text)
	must(err)
	return parsed
}

func must(err error) {
	if err != nil {
		fail(err.Error())
	}
}

func fail(why string) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(1)
}
