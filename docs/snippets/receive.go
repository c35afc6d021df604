// Prints how sends ended, each once: WEBHOOK_SECRET=whsec_… go run receive.go PORT
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	mostBytes = 1 << 20
	tolerance = 5 * time.Minute
)

type event struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Subject string `json:"subject"`
	Data    struct {
		State string `json:"state"`
	} `json:"data"`
}

// Whether one of the signatures is of these bytes, by this secret, and not long ago.
func isSigned(secret []byte, header http.Header, body []byte) bool {
	timestamp := header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > tolerance {
		return false
	}
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "%s.%s.", header.Get("webhook-id"), timestamp)
	mac.Write(body)
	expected := mac.Sum(nil)
	for _, signature := range strings.Fields(header.Get("webhook-signature")) {
		given, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(signature, "v1,"))
		if err == nil && hmac.Equal(given, expected) {
			return true
		}
	}
	return false
}

func read(body []byte) ([]event, error) {
	if len(body) > 0 && body[0] == '[' {
		var events []event
		return events, json.Unmarshal(body, &events)
	}
	events := make([]event, 1)
	return events, json.Unmarshal(body, &events[0])
}

func main() {
	secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(os.Getenv("WEBHOOK_SECRET"), "whsec_"))
	if err != nil || len(secret) == 0 {
		log.Fatal("WEBHOOK_SECRET is no secret")
	}
	var lock sync.Mutex
	seen := map[string]bool{} // in a service: a table with the id as its key, written with what you do about the event
	receive := func(answer http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(answer, request.Body, mostBytes))
		if err != nil || !isSigned(secret, request.Header, body) {
			answer.WriteHeader(http.StatusUnauthorized)
			return
		}
		events, err := read(body)
		if err != nil {
			answer.WriteHeader(http.StatusBadRequest)
			return
		}
		lock.Lock()
		defer lock.Unlock()
		for _, it := range events {
			if !seen[it.ID] && it.Type == "opportune.send.settled" {
				fmt.Println(it.Subject, it.Data.State)
			}
			seen[it.ID] = true
		}
		answer.WriteHeader(http.StatusNoContent) // only now: what is not answered with 2xx comes again
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], http.HandlerFunc(receive)))
}
