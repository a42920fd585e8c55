package dev.slipway.cli;

/** Who is at the keyboard, for the record: a claim, beside the token's name, which is proven. */
final class People {
    private People() {}

    static String current(Terminal terminal) {
        for (String name : new String[] {"SLIPWAY_BY", "USER", "LOGNAME"}) {
            if (!terminal.variable(name).isEmpty()) {
                return terminal.variable(name);
            }
        }
        return System.getProperty("user.name", "unknown");
    }
}
