package dev.slipway.site;

import java.util.List;

/** What reading the part of a configuration that travels with a release comes to. */
public sealed interface ParsedRules {
    /** Rules without fault. */
    record Valid(ReleaseRules rules) implements ParsedRules {}

    /** Everything that is wrong, in the order of the file; never empty. */
    record Invalid(List<Complaint> complaints) implements ParsedRules {
        public Invalid {
            complaints = List.copyOf(complaints);
        }
    }
}
