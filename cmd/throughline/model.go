package main

import (
	"fmt"
	"os"

	"throughline/kit/suggest"
	"throughline/programme/intake"
)

// adviser is the language model that the environment names: none unless
// THROUGHLINE_MODEL_URL is set, the base of an OpenAI-compatible interface such as
// http://127.0.0.1:8000/v1. THROUGHLINE_MODEL_NAME is the model to ask for, and
// THROUGHLINE_MODEL_KEY the key, where one is needed.
func adviser() (*intake.Adviser, error) {
	e, err := suggest.Open(os.Getenv("THROUGHLINE_MODEL_URL"), os.Getenv("THROUGHLINE_MODEL_KEY"), os.Getenv("THROUGHLINE_MODEL_NAME"))
	if err != nil {
		return nil, fmt.Errorf("%w; see THROUGHLINE_MODEL_URL and THROUGHLINE_MODEL_NAME", err)
	}
	if e == nil {
		return nil, nil
	}
	return &intake.Adviser{Host: e.Host(), Ask: e.Ask}, nil
}
