# Sourced by mvnw and opportune. Sets JAVA_HOME to a JDK 25 or later, or says plainly that none was found.
# Looks at JAVA_HOME, then the java on the PATH, then the usual places. Where nothing is compiled, as in the archive,
# runtime_will_do is set, and a Java without a compiler is taken, too.

wanted_java=25

is_jdk() { # a folder → true when it holds a JDK (not only a runtime) of the wanted release or a later one
  [ -n "$1" ] && [ -x "$1/bin/java" ] || return 1
  [ -n "${runtime_will_do:-}" ] || [ -x "$1/bin/javac" ] || return 1
  release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  [ -n "$release" ] && [ "$release" -ge "$wanted_java" ]
}

release_of() { # a folder → what is in it, in words
  release=$(sed -n 's/^JAVA_VERSION="\(.*\)".*/\1/p' "$1/release" 2>/dev/null) || release=
  if [ ! -x "$1/bin/java" ]; then
    echo 'there is no bin/java in it'
  elif [ -x "$1/bin/javac" ]; then
    echo "a JDK ${release:-of an unknown release}"
  else
    echo "a runtime ${release:-of an unknown release}, without javac"
  fi
}

home_of() { # a java command → the folder of its JDK, links followed
  while [ -L "$1" ]; do
    link=$(readlink "$1")
    case "$link" in
      /*) set -- "$link" ;;
      *) set -- "$(dirname "$1")/$link" ;;
    esac
  done
  (cd "$(dirname "$1")/.." 2>/dev/null && pwd -P)
}

find_jdk() {
  is_jdk "${JAVA_HOME:-}" && return 0
  on_path=$(command -v java 2>/dev/null) || on_path=
  for home in \
    "${on_path:+$(home_of "$on_path")}" \
    "${JDK_HOME:-}" "${JAVA_HOME_25_X64:-}" "${JAVA_HOME_25_ARM64:-}" \
    /usr/lib/jvm/*25* /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
    "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if is_jdk "$home"; then
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
  done
  if [ -n "${runtime_will_do:-}" ]; then
    echo "Opportune needs Java $wanted_java (a JDK, or a runtime of it), and none was found in JAVA_HOME, on the PATH or in the usual places." >&2
  else
    echo "Opportune needs a JDK $wanted_java (the whole kit, with javac), and none was found in JAVA_HOME, on the PATH or in the usual places." >&2
  fi
  [ -z "${JAVA_HOME:-}" ] || echo "JAVA_HOME is $JAVA_HOME: $(release_of "$JAVA_HOME")." >&2
  [ -z "$on_path" ] || echo "The java on the PATH is $on_path: $(release_of "$(home_of "$on_path")")." >&2
  cat >&2 <<TXT
Get one from adoptium.net, or with a package manager:
  Debian, Ubuntu   apt-get install temurin-25-jdk   (Adoptium's repository)
  macOS            brew install temurin@25
  SDKMAN           sdk install java 25-tem
or set JAVA_HOME to where one is.
TXT
  return 1
}
