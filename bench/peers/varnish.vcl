# Varnish as it is out of the box, in front of the same origin.
vcl 4.1;

backend default {
    .host = "127.0.0.1";
    .port = "@ORIGIN@";
}
