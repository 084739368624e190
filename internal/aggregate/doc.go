// Package aggregate turns measurements into series and series into OTLP
// metrics: counters, money and histograms, cumulative or delta, each family of
// series bounded, each series with its own start time and its own end.
//
// It knows no span and no clock. Whoever measures says when, for which resource
// and with which weight; labels live on here as copies, so a measurement may
// point into the memory of a batch.
package aggregate
