# Sourced by ./slipway and ./dev: find_jdk prints the home of a JDK 25 or newer, or says where one comes from.

# The feature release of the Java at that home, 0 when there is none: read, not run, because running takes 40 ms.
jdk_release() {
  local version=
  if [ -x "$1/bin/java" ] && [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  fi
  echo "${version:-0}"
}

find_jdk() {
  local home on_path
  on_path=$(command -v java || true)
  if [ -n "$on_path" ]; then on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")"); fi
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* "$on_path"; do
    if [ -n "$home" ] && [ -x "$home/bin/javac" ] && [ "$(jdk_release "$home")" -ge 25 ]; then
      echo "$home"
      return
    fi
  done
  {
    echo "slipway: no JDK 25 or newer found in JAVA_HOME, /usr/lib/jvm or on PATH."
    echo "  expected  a JDK 25, with javac"
    echo "  retry     after a change"
    echo "  next      install one: Debian 12 has none, Eclipse Temurin has packages for it (temurin-25-jdk,"
    echo "            https://adoptium.net/installation/linux/); or set JAVA_HOME to one that is installed"
  } >&2
  return 3
}
