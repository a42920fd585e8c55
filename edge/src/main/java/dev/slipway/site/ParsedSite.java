package dev.slipway.site;

import java.util.List;

/** What reading a configuration comes to. */
public sealed interface ParsedSite {
    /** A site without fault. */
    record Valid(Site site) implements ParsedSite {}

    /** Everything that is wrong, in the order of the file; never empty. */
    record Invalid(List<Complaint> complaints) implements ParsedSite {
        public Invalid {
            complaints = List.copyOf(complaints);
        }
    }
}
