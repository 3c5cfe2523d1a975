// Opens a cosigned checkpoint with Go's package for signed notes. The package knows no cosignatures, so the witness
// is a verifier written here from c2sp.org/tlog-cosignature alone. Prints name and time of the cosignature.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
)

type input struct {
	Vkey    string `json:"vkey"`
	Witness string `json:"witness"`
	Key     string `json:"key"`
	Note    string `json:"note"`
}

type witness struct {
	name string
	key  ed25519.PublicKey
	time uint64
}

func (w *witness) Name() string { return w.name }

func (w *witness) KeyHash() uint32 {
	sum := sha256.Sum256(append([]byte(w.name+"\n\x04"), w.key...))
	return binary.BigEndian.Uint32(sum[:4])
}

func (w *witness) Verify(text, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	w.time = binary.BigEndian.Uint64(sig[:8])
	return ed25519.Verify(w.key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", w.time, text)), sig[8:])
}

func main() {
	var in input
	must(json.NewDecoder(os.Stdin).Decode(&in))
	log, err := note.NewVerifier(in.Vkey)
	must(err)
	key, err := base64.StdEncoding.DecodeString(in.Key)
	must(err)
	w := &witness{name: in.Witness, key: key}
	opened, err := note.Open([]byte(in.Note), note.VerifierList(log, w))
	must(err)
	if len(opened.Sigs) != 2 {
		must(fmt.Errorf("%d signatures are known", len(opened.Sigs)))
	}
	fmt.Println(w.name, w.time)
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
