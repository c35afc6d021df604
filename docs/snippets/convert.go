// Reports that a user bought something, once however often it is run: go run convert.go USER ORDER VALUE CURRENCY
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
	Recorded   bool   `json:"recorded"`
	Attributed string `json:"attributed"`
	Reason     string `json:"reason"`
}

func report(interaction map[string]string) (answer, error) {
	body, err := json.Marshal(interaction)
	if err != nil {
		return answer{}, err
	}
	client := http.Client{Timeout: 10 * time.Second}
	for giveUp := time.Now().Add(giveUpAfter); ; {
		request, err := http.NewRequest("POST", os.Getenv("OPPORTUNE_URL")+"/v1/interactions", bytes.NewReader(body))
		if err != nil {
			return answer{}, err
		}
		request.Header.Set("Authorization", "Bearer "+os.Getenv("OPPORTUNE_KEY"))
		request.Header.Set("Content-Type", "application/json")

		wait := time.Second // no answer: it may have been recorded, and its id makes a repetition harmless
		response, err := client.Do(request)
		if err == nil {
			text, err := io.ReadAll(response.Body)
			response.Body.Close()
			if err == nil && response.StatusCode < 300 {
				var recorded answer
				return recorded, json.Unmarshal(text, &recorded)
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
	recorded, err := report(map[string]string{
		"type": "converted", "user": os.Args[1], "name": "purchase",
		"id": os.Args[2], "value": os.Args[3], "currency": os.Args[4],
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if recorded.Recorded {
		fmt.Println(recorded.Attributed)
	} else {
		fmt.Println(recorded.Reason)
	}
}
