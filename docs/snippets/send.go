// Tells a user once that an order is on its way, however often it is run: go run send.go USER ORDER
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"
)

const giveUpAfter = 60 * time.Second

type answer struct {
	Decision    string `json:"decision"`
	Reason      string `json:"reason"`
	DeviceCount int    `json:"device_count"`
	ReleaseAt   string `json:"release_at"`
	Deadline    string `json:"deadline"`
}

func send(user, order string) (answer, error) {
	body, err := json.Marshal(map[string]any{
		"user":     user,
		"category": "order-status",
		"content":  map[string]any{"title": "Your order is on its way"},
		"moment":   map[string]any{"ttl": "PT2H"},
	})
	if err != nil {
		return answer{}, err
	}
	client := http.Client{Timeout: 10 * time.Second}
	for giveUp := time.Now().Add(giveUpAfter); ; {
		request, err := http.NewRequest("POST", os.Getenv("OPPORTUNE_URL")+"/v1/sends", bytes.NewReader(body))
		if err != nil {
			return answer{}, err
		}
		request.Header.Set("Authorization", "Bearer "+os.Getenv("OPPORTUNE_KEY"))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Idempotency-Key", `"`+order+`-on-its-way"`)

		wait := time.Second // no answer: it may have been taken, and the key makes a repetition harmless
		response, err := client.Do(request)
		if err == nil {
			text, err := io.ReadAll(response.Body)
			response.Body.Close()
			if err == nil && response.StatusCode < 300 {
				var decided answer
				return decided, json.Unmarshal(text, &decided)
			}
			seconds, missing := strconv.Atoi(response.Header.Get("Retry-After"))
			if err == nil && missing != nil && response.StatusCode != 500 {
				return answer{}, fmt.Errorf("%s", text) // the same request would get the same answer
			}
			wait = max(wait, time.Duration(seconds)*time.Second)
		}
		if time.Now().Add(wait).After(giveUp) {
			return answer{}, fmt.Errorf("gave up: the gateway cannot be reached")
		}
		time.Sleep(wait)
	}
}

func main() {
	decided, err := send(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	switch decided.Decision {
	case "admitted":
		fmt.Println("admitted for", decided.DeviceCount, "devices, until", decided.Deadline)
	case "deferred":
		fmt.Println("deferred until", decided.ReleaseAt)
	default: // what is not known is like a suppression: nothing to do, and a reason to log
		fmt.Println(decided.Decision, decided.Reason)
	}
}
