package dev.slipway.site;

import java.util.List;

/** Stand-in until the parser is merged. */
public sealed interface ParsedSite {
    record Valid(Site site) implements ParsedSite {}

    record Invalid(List<Complaint> complaints) implements ParsedSite {}
}
