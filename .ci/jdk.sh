# Sourced by ./slipway and ./dev: find_jdk prints the home of a JDK 25 or newer, or says where one comes from.

# Whether at that home is a JDK 25 or newer. Its release is read and Java not run, which takes 40 ms; read by the shell
# itself, because every process takes one or two.
is_jdk() {
  local line version=0
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line || [ -n "$line" ]; do
    if [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]]; then version=${BASH_REMATCH[1]}; fi
  done <"$1/release"
  [ "$version" -ge 25 ]
}

find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if [ -n "$home" ] && is_jdk "$home"; then
      echo "$home"
      return
    fi
  done
  home=$(readlink -f "$(command -v java)") && home=${home%/bin/java}
  if [ -n "$home" ] && is_jdk "$home"; then
    echo "$home"
    return
  fi
  {
    echo "slipway: no JDK 25 or newer found in JAVA_HOME, /usr/lib/jvm or on PATH."
    echo "  expected  a JDK 25, with javac"
    echo "  retry     after a change"
    echo "  next      install one: Debian 12 has none, Eclipse Temurin has packages for it (temurin-25-jdk,"
    echo "            https://adoptium.net/installation/linux/); or set JAVA_HOME to one that is installed"
  } >&2
  return 3
}
