//go:build purego

package main

const code = "scalar code"
