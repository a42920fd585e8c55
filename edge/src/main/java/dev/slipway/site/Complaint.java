package dev.slipway.site;

/** Stand-in until the parser is merged. */
public record Complaint(String text) {}
