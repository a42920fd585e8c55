package dev.slipway.http;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import org.jspecify.annotations.Nullable;

/**
 * The dates of HTTP (RFC 9110 §5.6.7): written as IMF-fixdate, read in all three forms. To the second, in GMT.
 *
 * <pre>
 * Sun, 06 Nov 1994 08:49:37 GMT    IMF-fixdate
 * Sunday, 06-Nov-94 08:49:37 GMT   RFC 850, obsolete
 * Sun Nov  6 08:49:37 1994         asctime, obsolete
 * </pre>
 */
public final class HttpDate {
    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String[] LONG_DAYS = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
    };
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int FIXDATE_LENGTH = 29;
    private static final int ASCTIME_LENGTH = 24;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long LAST_WRITABLE_SECOND = 253_402_300_799L;

    /**
     * Two-digit years from this one on belong to the twentieth century. Needs no clock, and never puts a date more
     * than 50 years ahead, which is what RFC 9110 asks.
     */
    private static final int CENTURY_PIVOT = 70;

    private HttpDate() {}

    /**
     * The instant as IMF-fixdate, cut to the second.
     *
     * @throws IllegalArgumentException outside the years 0 to 9999, which the form cannot carry
     */
    public static String format(Instant instant) {
        long epochSecond = instant.getEpochSecond();
        long epochDay = Math.floorDiv(epochSecond, SECONDS_PER_DAY);
        int second = (int) Math.floorMod(epochSecond, SECONDS_PER_DAY);
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        if (epochSecond > LAST_WRITABLE_SECOND || date.getYear() < 0) {
            throw new IllegalArgumentException("no HTTP date for " + instant + "; expected a year from 0 to 9999");
        }
        StringBuilder text = new StringBuilder(FIXDATE_LENGTH);
        int day = (date.getDayOfWeek().getValue() - 1) * 3;
        int month = (date.getMonthValue() - 1) * 3;
        text.append(DAYS, day, day + 3).append(", ");
        two(text, date.getDayOfMonth()).append(' ').append(MONTHS, month, month + 3);
        text.append(' ');
        two(two(text, date.getYear() / 100), date.getYear() % 100).append(' ');
        two(text, second / 3600).append(':');
        two(text, second / 60 % 60).append(':');
        return two(text, second % 60).append(" GMT").toString();
    }

    private static StringBuilder two(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /** The instant that the text names in any of the three forms, or null when it is none of them. */
    public static @Nullable Instant parse(String text) {
        int comma = text.indexOf(',');
        if (comma == 3) {
            return parseFixdate(text);
        }
        return comma < 0 ? parseAsctime(text) : parseRfc850(text, comma);
    }

    /** The same, whatever the case of its letters: caches read dates so (RFC 9111 §4.2). */
    public static @Nullable Instant parseIgnoringCase(String text) {
        Instant instant = parse(text);
        return instant == null ? parse(inUsualCase(text)) : instant;
    }

    private static String inUsualCase(String text) {
        StringBuilder usual = new StringBuilder(text);
        boolean inWord = false;
        for (int i = 0; i < usual.length(); i++) {
            char c = usual.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (letter) {
                usual.setCharAt(i, inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
            }
            inWord = letter;
        }
        int zone = usual.length() - 3;
        if (zone > 0 && usual.substring(zone).equals("Gmt")) {
            usual.replace(zone, usual.length(), "GMT");
        }
        return usual.toString();
    }

    private static @Nullable Instant parseFixdate(String text) {
        if (text.length() != FIXDATE_LENGTH || !isDay(text) || !hasSpaces(text, 4, 7, 11, 16) || !isGmt(text, 25)) {
            return null;
        }
        int century = number(text, 12);
        int year = number(text, 14);
        if (century < 0 || year < 0) {
            return null;
        }
        return instant(century * 100 + year, month(text, 8), number(text, 5), time(text, 17));
    }

    private static @Nullable Instant parseRfc850(String text, int comma) {
        // ", 06-Nov-94 08:49:37 GMT" is 24 characters, whatever the day's name.
        if (text.length() != comma + 24 || !isLongDay(text, comma)) {
            return null;
        }
        int at = comma + 2;
        if (!hasSpaces(text, comma + 1, at + 9, at + 18) || !isGmt(text, at + 18)) {
            return null;
        }
        int year = number(text, at + 7);
        if (text.charAt(at + 2) != '-' || text.charAt(at + 6) != '-' || year < 0) {
            return null;
        }
        int full = year < CENTURY_PIVOT ? 2000 + year : 1900 + year;
        return instant(full, month(text, at + 3), number(text, at), time(text, at + 10));
    }

    private static @Nullable Instant parseAsctime(String text) {
        if (text.length() != ASCTIME_LENGTH || !isDay(text) || !hasSpaces(text, 3, 7, 10, 19)) {
            return null;
        }
        int day = text.charAt(8) == ' ' ? digit(text, 9) : number(text, 8);
        int century = number(text, 20);
        int year = number(text, 22);
        if (century < 0 || year < 0) {
            return null;
        }
        return instant(century * 100 + year, month(text, 4), day, time(text, 11));
    }

    private static @Nullable Instant instant(int year, int month, int day, int secondOfDay) {
        if (month < 1 || day < 1 || secondOfDay < 0 || day > lengthOfMonth(year, month)) {
            return null;
        }
        long epochDay = LocalDate.of(year, month, day).toEpochDay();
        return Instant.ofEpochSecond(epochDay * SECONDS_PER_DAY + secondOfDay);
    }

    private static int lengthOfMonth(int year, int month) {
        return switch (month) {
            case 2 -> Year.isLeap(year) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Seconds since midnight of {@code 08:49:37}, or -1; a leap second counts as the first of the next minute. */
    private static int time(String text, int at) {
        int hour = number(text, at);
        int minute = number(text, at + 3);
        int second = number(text, at + 6);
        boolean valid = text.charAt(at + 2) == ':'
                && text.charAt(at + 5) == ':'
                && hour >= 0
                && hour <= 23
                && minute >= 0
                && minute <= 59
                && second >= 0
                && second <= 60;
        return valid ? hour * 3600 + minute * 60 + second : -1;
    }

    private static boolean isDay(String text) {
        for (int i = 0; i < DAYS.length(); i += 3) {
            if (text.startsWith(DAYS.substring(i, i + 3))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLongDay(String text, int length) {
        for (String day : LONG_DAYS) {
            if (day.length() == length && text.startsWith(day)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isGmt(String text, int at) {
        return text.startsWith(" GMT", at);
    }

    private static boolean hasSpaces(String text, int... places) {
        for (int place : places) {
            if (text.charAt(place) != ' ') {
                return false;
            }
        }
        return true;
    }

    /** 1 to 12, or -1. */
    private static int month(String text, int at) {
        for (int i = 0; i < MONTHS.length(); i += 3) {
            if (text.regionMatches(at, MONTHS, i, 3)) {
                return i / 3 + 1;
            }
        }
        return -1;
    }

    /** Two digits, or -1. */
    private static int number(String text, int at) {
        int tens = digit(text, at);
        int ones = digit(text, at + 1);
        return tens < 0 || ones < 0 ? -1 : tens * 10 + ones;
    }

    private static int digit(String text, int at) {
        char c = text.charAt(at);
        return c >= '0' && c <= '9' ? c - '0' : -1;
    }
}
