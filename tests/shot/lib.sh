# Driving the application and looking at it; sourced by states.sh.
# Everything waits for what it needs, never for a time.

fail () { printf 'shot: %s\n' "$*"; bad=1; }

# ---- the application ----------------------------------------------------------------------------

bad=0
pid=
bus=io.github.vitrine.Vitrine
root=/io/github/vitrine/Vitrine
frame=5             # round the window, outside of the picture: openbox knows no shadows
width=${SHOT_SIZE%x*}
height=${SHOT_SIZE#*x}

export GSK_RENDERER=cairo GSETTINGS_BACKEND=keyfile GSETTINGS_SCHEMA_DIR="$SHOT_BUILD/data" GTK_A11Y=none
export LC_ALL=${SHOT_LOCALE:-C.UTF-8} LANGUAGE=${SHOT_LANGUAGE:-en} NO_AT_BRIDGE=1 GDK_BACKEND=x11

# Folders of its own: every run but the cache starts as on a new computer.
fresh_home () {
  for k in CONFIG DATA STATE; do export XDG_${k}_HOME="$SHOT_HOME/$SHOT_SIZE.$1.$k"; done
  export XDG_CACHE_HOME="$SHOT_HOME/cache"
  mkdir -p "$XDG_CONFIG_HOME/gtk-4.0" "$XDG_DATA_HOME" "$XDG_STATE_HOME" "$XDG_CACHE_HOME"
  cat >"$XDG_CONFIG_HOME/gtk-4.0/settings.ini" <<INI
[Settings]
gtk-font-name=Cantarell 11
gtk-cursor-blink=0
gtk-enable-animations=0
gtk-xft-antialias=1
gtk-xft-hinting=1
gtk-xft-hintstyle=hintslight
INI
  set_scheme light
  gsettings set $bus window-maximized true
}

set_scheme () { gsettings set $bus color-scheme "$1"; }

start () {  # ARGS…: starts the application and waits for its window
  log="$SHOT_HOME/log"
  : >"$log"
  "$SHOT_BUILD/src/app/vitrine" "$@" >"$log" 2>&1 &
  pid=$!
  for _ in $(seq 300); do
    window=$(xdotool search --onlyvisible --pid $pid --name Vitrine 2>/dev/null | tail -1)
    [ -n "$window" ] && break
    kill -0 $pid 2>/dev/null || { fail "vitrine $* ended: $(cat "$log")"; return 1; }
    sleep .05
  done
  [ -n "$window" ] || { fail "vitrine $*: no window"; return 1; }
  xdotool windowactivate "$window" 2>/dev/null
  park
  rest
}

# What the toolkit complains of is a failure, but for what it says of this machine.
stop () {
  kill $pid 2>/dev/null
  wait $pid 2>/dev/null
  pid=
  complaints=$(grep -E 'WARNING|CRITICAL|ERROR' "$log" | grep -vE "$quiet")
  [ -z "$complaints" ] || fail "the toolkit complains: $complaints"
}
# (The last: GTK 4.8 on labels of its own window of shortcuts.)
quiet='dconf|Vulkan|portal|accessibility bus|AT-SPI|Theme parser|cannot open display|reported min width -'

# Into $now: processor time of the application, and how many threads want to run.
ticks () {
  local file line time=0 wanting=0
  for file in /proc/$pid/task/*/stat; do
    read -r line <"$file" || continue
    set -- ${line##*) }
    [ "$1" = R ] || [ "$1" = D ] && wanting=$((wanting + 1))
    time=$((time + ${12} + ${13}))
  done 2>/dev/null
  now="$time $wanting"
}

working=0           # 1: the application is at work on purpose, and nobody waits for it
# Waits until the application has done nothing for a while (SECONDS at most, default 240).
rest () {
  local quiet_for=0 before= now end=$((SECONDS + ${1:-240}))
  [ $working = 0 ] || { sleep .5; return; }
  while [ $quiet_for -lt 5 ]; do
    ticks
    if [ "$now" = "$before" ] && [ "${now#* }" = 0 ]; then quiet_for=$((quiet_for + 1)); else quiet_for=0; fi
    before=$now
    [ $SECONDS -lt $end ] || { fail "$label: no rest in ${1:-240} s"; return 1; }
    sleep .05
  done
}
label=start

# ---- input --------------------------------------------------------------------------------------

key () { for k in "$@"; do xdotool key --clearmodifiers "$k"; sleep .03; done; rest; }
text () { xdotool type --delay 8 "$1"; rest; }
# Places are shares of the window's width and height, or pixels from an edge: 0.5, 240px, -30px.
place () {
  awk -v p="$1" -v side="$2" 'BEGIN { v = p + 0; if (p !~ /px$/) v = side * v; else if (v < 0) v = side + v
    printf "%d", v + '$frame' }'
}
move () { xdotool mousemove "$(place "$1" $width)" "$(place "$2" $height)"; }
at () { move "$1" "$2"; rest; }
click () { move "$1" "$2"; sleep .03; xdotool click "${3:-1}"; rest; }
park () { xdotool mousemove $((width + 2 * frame - 1)) $((height + 2 * frame - 1)); }
drag () {  # X Y X Y: with the first button, in steps as a hand makes them
  local i
  move "$1" "$2"; sleep .03; xdotool mousedown 1
  for i in 1 2 3 4 5 6; do
    move "$(awk -v a="$1" -v b="$3" -v i=$i 'BEGIN { print a + (b - a) * i / 6 }')" \
         "$(awk -v a="$2" -v b="$4" -v i=$i 'BEGIN { print a + (b - a) * i / 6 }')"
    sleep .02
  done
}
drop () { xdotool mouseup 1; rest; }

# An action of the window, as another program would call it; PARAMETER is a GVariant.
act () {
  gdbus call --session -d $bus -o $root/window/1 -m org.gtk.Actions.Activate \
    "$1" "[${2:+<$2>}]" '{}' >/dev/null || fail "$label: action $1"
  rest
}

# ---- looking ------------------------------------------------------------------------------------

look () {  # NAME: what is on the screen
  local file="$SHOT_OUT/${SHOT_PREFIX-$SHOT_SIZE-}$1.png" deviation
  import -window root -crop "${width}x$height+$frame+$frame" +repage -depth 8 "$file" || { fail "$1: no picture"; return; }
  deviation=$(convert "$file" -colorspace Gray -resize 25% -format '%[fx:standard_deviation*1000]' info:)
  [ "${deviation%.*}" -ge 8 ] || fail "$1: blank (deviation $deviation/1000)"
}

# NAME: the state in light and in dark.  The scheme changes live, as a person would change it.
shot () {
  label=$1
  rest
  both "$1"
}

both () {  # NAME: as shot, of an application at work
  label=$1
  look "$1-light"
  set_scheme dark
  changed "$SHOT_OUT/$SHOT_SIZE-$1-light.png"
  look "$1-dark"
  set_scheme light
  changed "$SHOT_OUT/$SHOT_SIZE-$1-dark.png"
}

# Waits until the corner of the header no longer looks as in FILE.
changed () {
  local pixel old new
  pixel="%[pixel:p{$((width / 4)),2}]"
  old=$(convert "$1" -format "$pixel" info:)
  for _ in $(seq 80); do
    new=$(import -window root -crop "1x1+$((width / 4 + frame))+$((2 + frame))" -depth 8 -format '%[pixel:p{0,0}]' info:)
    [ "$old" != "$new" ] && break
    sleep .03
  done
  rest
}
