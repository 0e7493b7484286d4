"""Sentences that belong to no company's service in particular: what "none of our requests" looks like. English.

The calibration uses them as examples of requests without a right target; those that come close to one of the
company's own examples are left out, so an airline may well sell flights.
"""

STRANGERS: tuple[str, ...] = tuple(
    """
reserve a seat on the evening flight to Lisbon
find me a cheap hotel with a pool
how tall is the Eiffel tower
who won the football match last night
tell me something funny
write a poem about autumn leaves
is it going to rain tomorrow afternoon
how warm will it be on Sunday
what should I cook for dinner tonight
give me a recipe for pancakes
how many calories are in a banana
play some jazz please
turn off the lights in the kitchen
set a timer for ten minutes
wake me at six in the morning
remind me to call my mother
what's the square root of 144
translate good evening into Japanese
how do you say cheese in Italian
what is the meaning of life
who is the prime minister of Canada
when did the second world war end
what's the population of Brazil
how far is the moon
do you believe in ghosts
how old are you
which team is top of the league
recommend a good film for the weekend
what's on television this evening
the washing machine makes a strange noise
my car won't start in the cold
how often should I water my cactus
my dog has eaten chocolate
I have a headache and a sore throat
what's the best way to learn the guitar
can you do my maths homework
write some Python code that sorts a list
how do I install a printer driver
my broadband is slow again today
the electricity meter shows the wrong reading
I'd like a table for two at eight
order a large pizza with mushrooms
where's the nearest petrol station
how is the traffic on the motorway
what time does the train to Bristol leave
book a taxi to the airport
is my parcel with the blue trainers coming today
do these shoes come in size nine
I want to return the red dress, it's too tight
the sofa I bought has a scratch
can you repair a broken screen
what colours does the jacket come in
how do I descale my coffee maker
which vaccine do I need for Kenya
make an appointment with the dentist
renew my library books
when are the school holidays
how do I register to vote
what's the speed limit in Germany
sing me a song
flip a coin for me
tell me the latest news headlines
who wrote Romeo and Juliet
what do pandas eat
give me tips for sleeping better
how long do I boil an egg
what's the name of this song
my neighbour plays loud music at night
should I break up with my boyfriend
I feel lonely today
what are good names for a kitten
which stocks are going up next year
will bitcoin crash
can I get a mortgage on a houseboat
how much tax do I owe on my inheritance
is my pension safe
I want to insure my motorbike
does the gym have a sauna
cancel my magazine subscription
upgrade my mobile data plan
my satellite dish fell off the roof
how do I get a visa for India
what's the wifi password
change the language of my television
where can I watch the eclipse
how do I fold a paper plane
add milk to my shopping list
what's in a caesar salad
spell necessary
roll two dice
start the vacuum cleaner
how many ounces are in a kilo
what year is it
let's talk about philosophy
do aliens exist
I need a plumber for a leaking tap
when is the next bus
can I bring my cat into the restaurant
how do I tie a tie
""".strip().splitlines()
)
