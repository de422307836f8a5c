// Package suggest asks an outside language model, where the operator has named
// one, for ideas about a text. Nothing depends on its answer: it may fail, be slow
// or talk nonsense. Whoever asks checks every word of it.
package suggest

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"throughline/kit/fault"
)

// Words holds the package's texts.
//
//go:embed words.txt
var Words embed.FS

// Endpoint is a server of the widely spoken chat interface: POST to
// BaseURL/chat/completions, the answer in choices[0].message.content.
type Endpoint struct {
	BaseURL string // such as http://127.0.0.1:8000/v1
	Key     string // sent as a bearer token; may be empty
	Model   string
	client  http.Client
}

const (
	askTime   = 2 * time.Minute
	maxAnswer = 1 << 20 // bytes
)

// Open checks what the operator has set. No base URL is no endpoint: nil.
func Open(baseURL, key, model string) (*Endpoint, error) {
	if baseURL == "" {
		return nil, nil
	}
	u, err := url.Parse(baseURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("the address %q of the language model is not an http(s) address", baseURL)
	}
	if model == "" {
		return nil, errors.New("the language model's name is missing")
	}
	e := &Endpoint{BaseURL: strings.TrimRight(baseURL, "/"), Key: key, Model: model}
	// The key and the text go where the operator said, and nowhere else.
	e.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return e, nil
}

// Host is where the text goes, for the person who is about to send it.
func (e *Endpoint) Host() string {
	u, err := url.Parse(e.BaseURL)
	if err != nil {
		return e.BaseURL
	}
	return u.Host
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// Ask sends an instruction and a text and gives the answer as it came.
// Unavailable when there is none, with the cause wrapped for the log.
func (e *Endpoint) Ask(ctx context.Context, instruction, text string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	body, err := json.Marshal(map[string]any{"model": e.Model, "temperature": 0, "stream": false,
		"messages": []message{{"system", instruction}, {"user", text}}})
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.BaseURL+"/chat/completions", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	if e.Key != "" {
		req.Header.Set("Authorization", "Bearer "+e.Key)
	}
	answer, err := e.read(req)
	if err != nil {
		return "", fmt.Errorf("asking the language model: %w: %w", err, fault.New(fault.Unavailable, "suggest.no_answer"))
	}
	return answer, nil
}

func (e *Endpoint) read(req *http.Request) (string, error) {
	res, err := e.client.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return "", err
	}
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("it answered %s", res.Status)
	}
	if len(raw) > maxAnswer {
		return "", fmt.Errorf("it answered more than %d bytes", maxAnswer)
	}
	var got struct {
		Choices []struct {
			Message message `json:"message"`
		} `json:"choices"`
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		return "", fmt.Errorf("its answer is not as agreed: %w", err)
	}
	if len(got.Choices) == 0 {
		return "", errors.New("its answer is empty")
	}
	return got.Choices[0].Message.Content, nil
}
