/** The law of caching over a real app and a real socket; each class is named after the section it holds the edge to. */
package dev.slipway.law;
