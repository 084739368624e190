//go:build !purego

package main

const code = "vector code where there is any"
