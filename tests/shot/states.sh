#!/bin/bash
# states.sh SET: brings the application into every state of the set and looks at it.
. "$(dirname "$0")/lib.sh"
openbox --config-file /dev/null >/dev/null 2>&1 &
helpers=$!
xcompmgr >/dev/null 2>&1 &          # menus have shadows and round corners, as on a desktop
helpers="$helpers $!"
trap 'kill $helpers $pid 2>/dev/null' EXIT

# Heads of the sample's pictures 0, 2, 4 and 10, in pixels of the picture.
sheep='(32.0, 88.0, 29.0, 38.0)'
deer='(19.0, 64.0, 38.0, 26.0)'
rabbit='(71.0, 67.0, 43.0, 36.0)'
fox='(110.0, 77.0, 37.0, 29.0)'

# Heads of the first foxes of the sample's foxes with seed 11.
foxes=('(69.0, 50.0, 52.0, 40.0)' '(61.0, 67.0, 71.0, 53.0)' '(113.0, 104.0, 34.0, 26.0)')

# Heads of the tigers 1, 3 and 5 of Animal-Part.
tigers=('(326.7, 36.9, 148.2, 156.9)' '(184.1, 86.7, 271.8, 335.7)' '(144.8, 63.6, 168.8, 213.7)')

next () { for _ in $(seq "${1:-1}"); do key ctrl+Next; done; }
find_address () { key ctrl+k; text "$1"; key Return; }

states_first () {
  fresh_home first
  start
  shot first-run
  click 75px 23px; at 60px 300px
  shot open-menu
  key Escape
  click -185px 23px
  stop
}

states_network () {
  fresh_home network
  start --page network sample:network sample:pictures
  shot network
  at .6 .62
  shot network-cell-hovered
  at .59 .25
  shot network-picture-hovered
  park
  find_address relu5_1
  shot network-deep-layer
  click .6 .62
  park
  shot network-unit
  find_address conv1_1
  shot network-first-layer
  click -360px .45
  shot network-kernels
  click 430px 75px
  shot network-drawn
  key F9
  shot network-inspector
  stop
}

states_parts () {
  fresh_home parts
  start --page parts sample:network sample:pictures
  shot parts-empty
  act parts-add "'head'"
  shot parts-first-box-to-draw
  drag .6 .3 .7 .45
  shot parts-drawing
  drop
  shot parts-drawn
  key Escape
  act parts-box "$sheep"
  next 2; act parts-box "$deer"
  next 2; act parts-box "$rabbit"
  next 6; act parts-box "$fox"
  next
  shot parts-mined
  act parts-heat
  shot parts-heat
  act parts-heat; act parts-votes
  shot parts-votes
  act parts-votes
  key j
  shot parts-pattern-selected
  act parts-suspicious; act parts-suggest
  shot parts-suggested
  key Escape j
  shot parts-suspicious
  key Delete j Delete j Delete
  shot parts-pruned
  act parts-compare
  shot parts-before
  key F9
  shot parts-inspector
  stop
}

# The second way to find a part.
states_parts_graph () {
  fresh_home parts_graph
  start --page parts sample:network "sample:pictures?species=fox&count=80&seed=11"
  act parts-add "'head'"
  for n in 1 2 3; do act parts-box "${foxes[$((n - 1))]}"; next; done
  act parts-other-method
  shot parts-graph-none
  working=1
  act parts-graph-learn
  both parts-graph-learning
  working=0
  shot parts-graph
  act parts-votes
  shot parts-graph-votes
  act parts-votes; act parts-heat
  shot parts-graph-heat
  act parts-heat
  key j j F9
  shot parts-graph-node
  key F9 x
  shot parts-graph-other
  stop
}

states_ask () {
  fresh_home ask
  start --page ask sample:network "sample:pictures?species=fox&count=60"
  shot ask-empty
  act ask-add "'head'"
  shot ask-first
  key n
  shot ask-drawing
  key Escape
  for _ in 1 2 3 4 5 6 7 8; do act ask-truth; done
  shot ask-verifying
  key w
  shot ask-wrong-place
  key Escape F9
  shot ask-inspector
  key F9
  for _ in $(seq 12); do act ask-truth; done
  for _ in 1 2 3 4 5 6; do act ask-not-there; done
  shot ask-doubted
  act ask-review
  shot ask-review
  key n
  shot ask-review-drawing
  key Escape r
  shot ask-review-next
  key Escape t
  shot ask-boxes
  key Return
  shot ask-boxes-menu
  stop
}

states_graph () {
  fresh_home graph
  start --page graph sample:network "sample:pictures?species=fox&count=80&seed=11"
  shot graph-empty
  working=1
  act graph-learn "'quick'"
  both graph-learning
  working=0
  shot graph
  key Home Right Down
  shot graph-walked
  key w
  shot graph-whole
  key w
  act graph-name "'snout'"
  act graph-pin
  shot graph-named
  key Escape
  shot graph-none-selected
  key F9
  shot graph-inspector
  key F9
  key alt+5
  shot measure-empty
  act measure-run
  shot measure
  act measure-kind "'ways'"
  shot measure-ways-empty
  working=1
  act measure-ways-run
  sleep 4
  both measure-ways-running
  working=0
  rest 600
  shot measure-ways
  stop
}

states_dialogs () {
  fresh_home dialogs
  start --page network sample:network sample:pictures
  key ctrl+k; text conv3
  shot finder
  key Escape Escape; key ctrl+comma
  shot preferences
  key Escape; key ctrl+question
  shot shortcuts
  key Escape; key F10
  shot main-menu
  key Escape
  stop
}

states_errors () {
  fresh_home errors
  local bad_files="$SHOT_HOME/bad"
  mkdir -p "$bad_files/empty" "$bad_files/pictures"
  head -c 4000 "$SHOT_SAMPLE" >"$bad_files/broken.onnx"
  cp "$SHOT_ICON" "$bad_files/pictures/a drawing.svg"
  head -c 3000 /dev/urandom >"$bad_files/pictures/not a picture.jpg"
  start "$bad_files/broken.onnx"
  shot error-broken-model
  stop
  start sample:network "$bad_files/empty"
  shot error-empty-folder
  stop
  start sample:network "$bad_files/pictures"
  next
  shot error-unreadable-picture
  stop
  start sample:network
  shot no-pictures
  stop
  LC_ALL=C sed 's/Gemm/Gexx/' "$SHOT_SAMPLE" >"$bad_files/unknown-operator.onnx"
  start "$bad_files/unknown-operator.onnx" sample:pictures
  shot unknown-operator
  key F9
  shot unknown-operator-inspector
  stop
}

states_real () {
  fresh_home real
  start --page network "$SHOT_DATA/models/bvlc_googlenet.onnx" "$SHOT_DATA/models/imagenet_synset_words.txt" \
    "$SHOT_DATA/detanimalpart/n02129604_obj"
  find_address inception_4d/output
  shot real-network
  working=1
  find_address inception_4d/output/100
  click -217px 23px
  both jobs-running
  working=0
  key Escape
  park
  shot real-unit
  click 430px 75px
  shot real-drawn
  key alt+3
  act parts-add "'head'"
  act parts-box "${tigers[0]}"
  next 2; act parts-box "${tigers[1]}"
  next 2
  park
  working=1
  act parts-box "${tigers[2]}"
  both real-parts-mining
  working=0
  next 2
  shot real-parts
  act parts-heat
  shot real-parts-heat
  stop
}

states_real_graph () {
  fresh_home real_graph
  start --page graph "$SHOT_DATA/models/bvlc_googlenet.onnx" "$SHOT_DATA/models/imagenet_synset_words.txt" \
    "$SHOT_DATA/detanimalpart/n02129604_obj"
  shot real-graph-empty
  act graph-learn "'quick'"
  rest 600
  shot real-graph
  key Home ctrl+Right
  shot real-graph-parent
  key alt+5
  act measure-run
  rest 600
  shot real-measure
  key alt+3
  act parts-add "'head'"
  act parts-box "${tigers[0]}"
  next 2; act parts-box "${tigers[1]}"
  next 2; act parts-box "${tigers[2]}"
  next
  act parts-other-method; act parts-votes
  rest 600
  shot real-parts-graph
  stop
}

states_contrast () {
  fresh_home contrast
  start --page network sample:network sample:pictures
  shot contrast-network
  key alt+3
  act parts-add "'head'"
  act parts-box "$sheep"
  shot contrast-parts
  stop
}

# The two pictures of README.md and of the metainfo, into data/screenshots.
states_front () {
  fresh_home front
  start --page network sample:network sample:pictures
  find_address "fox 10"
  find_address relu3_2
  click 470px 200px
  park
  look network
  stop
  fresh_home front
  start --page parts sample:network "sample:pictures?species=fox&count=150"
  act parts-add "'head'"
  act parts-box '(23.0, 68.0, 41.0, 31.0)'
  next; act parts-box '(73.0, 52.0, 52.0, 39.0)'
  next 8; act parts-box '(12.0, 74.0, 35.0, 27.0)'
  for _ in 1 2 3 4 5 6; do key ctrl+Prior; done
  click 300px 600px
  park
  look parts
  stop
}

SHOT_SAMPLE=$(dirname "$0")/../../data/sample/menagerie.onnx
SHOT_ICON=$(dirname "$0")/../../data/icons/hicolor/scalable/apps/$bus.svg
"states_$1"
exit $bad
