package dev.slipway.site;

import java.util.Map;

/**
 * What one {@code slipway.toml} describes, validated.
 *
 * @param name lower-case letters, digits and hyphens
 * @param rules what travels with a release
 * @param environments by name, in the order of the file
 * @param retain how long releases are held
 * @param node what belongs to this machine
 * @param checks what is asked for when the site is checked
 * @param source the text it was read from
 */
public record Site(
        String name,
        ReleaseRules rules,
        Map<String, EnvironmentConfig> environments,
        Retention retain,
        NodeConfig node,
        CheckConfig checks,
        String source) {
    public Site {
        environments = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(environments));
    }
}
