package dev.slipway.api;

/**
 * Replaces the node's configuration of a site: {@code PUT /v1/sites/{site}/configuration}.
 *
 * @param toml the text
 * @param folder absolute path of the folder it lies in on the node, against which relative paths resolve
 */
public record ConfigurationRequest(String toml, String folder) {}
